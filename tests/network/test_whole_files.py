"""Files appear whole, and a set of them together; or else what was there before stays."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bullwhip.network.whole_files import write_whole


def found(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def fails(path: Path) -> None:
    """A writer that gets half of its file written before the disk is full."""
    path.write_bytes(b"half")
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def interrupted(path: Path) -> None:
    path.write_bytes(b"half")
    raise KeyboardInterrupt


def test_files_and_their_folders_are_made(tmp_path: Path) -> None:
    one, two = tmp_path / "new" / "one.txt", tmp_path / "new" / "deep" / "two.txt"
    assert write_whole({one: b"1", two: lambda path: path.write_bytes(b"2")}) == [one, two]
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    assert sorted(found_names(tmp_path)) == ["new", "new/deep", "new/deep/two.txt", "new/one.txt"]


def found_names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*")]


@pytest.mark.parametrize("last", [fails, interrupted])
def test_where_one_cannot_be_written_all_stay_as_they_were(tmp_path: Path, last: object) -> None:
    before = {"one.txt": b"old", "two.txt": b"old"}
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises((OSError, KeyboardInterrupt)) as caught:
        write_whole({tmp_path / "one.txt": b"new", tmp_path / "three.txt": b"new", tmp_path / "two.txt": last})  # type: ignore[dict-item]
    assert found(tmp_path) == before
    if isinstance(caught.value, OSError):
        assert caught.value.filename == str(tmp_path / "two.txt")
        assert caught.value.errno == errno.ENOSPC


def test_where_one_cannot_be_put_into_its_place_all_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another program holds the last of them open on Windows."""
    (tmp_path / "one.txt").write_bytes(b"old")
    (tmp_path / "two.txt").write_bytes(b"old")
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "two.txt" and self.read_bytes() == b"new":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError, match=r"two\.txt"):
        write_whole({tmp_path / name: b"new" for name in ("zero.txt", "one.txt", "two.txt")})
    assert found(tmp_path) == {"one.txt": b"old", "two.txt": b"old"}
    with pytest.raises(PermissionError, match=r"two\.txt"):
        write_whole({tmp_path / "two.txt": b"new"})
    assert found(tmp_path) == {"one.txt": b"old", "two.txt": b"old"}


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError, match="taken"):
        write_whole({tmp_path / "one.txt": b"new", tmp_path / "taken": b"new"})
    assert found_names(tmp_path) == ["taken"]


def test_ctrl_c_between_two_files_of_a_set_waits_for_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def pressed(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", pressed)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs in the background has none
    try:
        with pytest.raises(KeyboardInterrupt):
            write_whole({tmp_path / "one.txt": b"new", tmp_path / "two.txt": b"new"})
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert found(tmp_path) == {"one.txt": b"new", "two.txt": b"new"}


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links are POSIX's")
def test_rights_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "file.txt", tmp_path / "link.txt"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole({link: b"new"})
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    new = tmp_path / "new.txt"
    write_whole({new: b"new"})
    plain = tmp_path / "plain.txt"
    plain.write_bytes(b"")
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may write anything")
def test_what_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_bytes(b"old")
    file.chmod(0o400)
    with pytest.raises(PermissionError, match=r"file\.txt"):
        write_whole({file: b"new"})
    assert found(tmp_path) == {"file.txt": b"old"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_written_into() -> None:
    script = "from pathlib import Path\nfrom bullwhip.network.whole_files import write_whole\n"
    script += "write_whole({Path('/dev/stdout'): b'told'})"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert done.stdout == b"told"
