"""Every file that a command or a call writes is written whole, with all that belong to it, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import bullwhip as bw
from bullwhip.agents.runs.result import Result
from tests.agents.games.games import PEOPLE, record_of
from tests.server.calls import Call

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")


def found(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may grow beyond some bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix
@pytest.mark.parametrize(
    ("command", "size", "named"),
    [
        (["run", "shop.toml", "--record"], 1_000, "summary.csv"),
        (["run", "shop.toml", "--record", "-n", 60], 40_000, "history.csv"),
        (["run", "shop.toml", "--record", "-n", 60, "--record-columns", "order", "--xlsx"], 60_000, "result.xlsx"),
        (["run", "shop.toml", "--plot"], 20_000, "overview.png"),
        (["compare", "shop.toml", "--rule", "pass-on", "-n", 3], 4_000, "comparison.parquet"),
    ],
)
def test_a_full_disk_leaves_what_was_there(call: Call, shop: Path, command: list[str], size: int, named: str) -> None:
    assert call(*command, "--out", "out", "--seed", 3).exit_code == 0
    before = found(shop.parent)
    with full_disk(size):
        done = call(*command, "--out", "out", "--seed", 4)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == f"{Path('out') / named}: File too large"
    assert found(shop.parent) == before


@posix
def test_a_full_disk_leaves_a_good_export(call: Call, shop: Path) -> None:
    record_of({}, PEOPLE).write("game.json")
    for ending in ("xlsx", "csv", "html", "json"):
        assert call("export", "game.json", "--out", f"taken.{ending}").exit_code == 0
    before = found(shop.parent)
    for ending in ("xlsx", "csv", "html", "json"):
        with full_disk(4_000):
            done = call("export", "game.json", "--out", f"taken.{ending}")
        assert (done.exit_code, done.stderr) == (1, f"taken.{ending}: File too large\n")
    assert found(shop.parent) == before


@contextmanager
def interrupted(monkeypatch: pytest.MonkeyPatch, writer: str) -> Iterator[None]:
    """Ctrl-C is pressed when a file is half written."""
    from bullwhip.agents.formats import sheets

    whole = getattr(sheets, writer)

    def half(table: object, path: Path) -> None:
        whole(table, path)
        path.write_bytes(path.read_bytes()[:100])
        raise KeyboardInterrupt

    with monkeypatch.context() as changed:
        changed.setattr(sheets, writer, half)
        yield


@pytest.mark.parametrize("writer", ["_write_csv", "_write_parquet"])
def test_ctrl_c_leaves_no_cut_file(call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch, writer: str) -> None:
    assert call("run", shop, "--record", "--seed", 3).exit_code == 0
    before = found(shop.parent)
    with interrupted(monkeypatch, writer):
        assert call("run", shop, "--record", "--seed", 4).exit_code == 130
        with pytest.raises(KeyboardInterrupt):
            bw.run(shop, record=True, seed=4).save(shop.parent / "out" / "shop")
    assert found(shop.parent) == before


def test_a_picture_that_fails_leaves_the_tables_of_the_earlier_run(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables and pictures of one folder are of one run."""
    from bullwhip.agents.pictures import style

    assert call("run", shop, "--out", "out", "--seed", 3).exit_code == 0
    before = found(shop.parent)

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(style, "_save", fails)
    done = call("run", shop, "--out", "out", "--seed", 4)
    assert (done.exit_code, done.stderr) == (1, f"{Path('out/overview.png')}: No space left on device\n")
    assert found(shop.parent) == before


def test_what_is_saved_twice_is_the_later_one(tmp_path: Path) -> None:
    first, second = (bw.run("beer-game-1989", periods=periods) for periods in (8, 9))
    for result in (first, second):
        assert isinstance(result, Result)
        files = result.save(tmp_path)
        assert {file.name for file in files} == set(found(tmp_path))
    again = bw.run("beer-game-1989", periods=9).save(tmp_path / "new")
    assert found(tmp_path / "new")["summary.csv"] == (tmp_path / "summary.csv").read_bytes()
    assert len(again) == 6
