"""A file of games has one holder, until that one lets go or dies; who only reads may look meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.loading import loaded
from tests.server.game.classes import Class

HELD = "another server plays the games of this file"


def refused(url: str) -> str:
    with pytest.raises(BullwhipError, match=HELD) as caught:
        Database(url)
    return str(caught.value)


def test_a_second_one_is_refused_and_told_by_whom_and_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'games.db'}"
    first = Database(url)
    assert f"process {os.getpid()} on " in refused(url)
    assert first.hold is not None
    first.hold.say("http://localhost:8000/")
    said = refused(url)
    assert url in said
    assert "http://localhost:8000/" in said
    assert "--database sqlite:///other.db" in said
    first.close()
    Database(url).close()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_another_name_of_the_same_file_is_the_same_file(tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path / 'games.db'}")
    (tmp_path / "link.db").symlink_to(tmp_path / "games.db")
    (tmp_path / "folder").symlink_to(tmp_path)
    (tmp_path / "inner").mkdir()
    for name in ("link.db", "folder/games.db", "inner/../games.db"):
        refused(f"sqlite:///{tmp_path / name}")
    first.close()
    (tmp_path / "hard.db").hardlink_to(tmp_path / "games.db")
    with pytest.raises(BullwhipError, match="several names"):
        Database(f"sqlite:///{tmp_path / 'hard.db'}")


def test_a_copy_is_another_file_whatever_lies_beside_it(tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path / 'games.db'}")
    other = tmp_path / "other"
    other.mkdir()
    for name in ("games.db", "games.db-lock"):
        (other / name).write_bytes((tmp_path / name).read_bytes())
    Database(f"sqlite:///{other / 'games.db'}").close()
    first.close()


def test_what_others_wrote_beside_it_reaches_no_terminal_raw(tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path / 'games.db'}")
    (tmp_path / "games.db-lock").write_bytes(b"\x1b[2Jprocess \xff\n" + b"9" * 10_000)
    said = refused(f"sqlite:///{tmp_path / 'games.db'}")
    assert "\x1b" not in said
    assert len(said) < 1000
    first.close()


def test_the_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'games.db'}"
    script = (
        "import subprocess, sys, time\nfrom bullwhip.server.game.database import Database\n"
        f"kept = Database({url!r})\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=0)\n"
        "print('held', flush=True)\ntime.sleep(600)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert f"process {holder.pid} on " in refused(url)
    finally:
        holder.kill()
        holder.wait()
    Database(url).close()  # its child lives on, and holds nothing
    for stream in (holder.stdin, holder.stdout):
        assert stream is not None
        stream.close()  # and now the child ends


def test_who_only_reads_looks_beside_the_holder_and_changes_nothing(tmp_path: Path) -> None:
    game = Class(tmp_path)
    game.all_order(1, 7)
    reader = Database(game.url, only_reads=True)
    assert len(loaded(reader, game.code).team(1).weeks) == 1
    game.all_order(2, 8)
    assert len(loaded(reader, game.code).team(1).weeks) == 2
    with pytest.raises(Exception, match=r"(?i)readonly"), reader.writing() as connection:
        reader.create(connection, "BCDFGH", 1)
    reader.close()
    refused(game.url)
    game.stop()


def test_a_reader_finds_no_games_where_there_are_none(tmp_path: Path) -> None:
    with pytest.raises(BullwhipError, match="found no such file"):
        Database(f"sqlite:///{tmp_path / 'none.db'}", only_reads=True)
    other = tmp_path / "other.db"
    other.write_bytes(b"")
    with pytest.raises(BullwhipError, match="found no games in this database"):
        Database(f"sqlite:///{other}", only_reads=True)
    assert other.read_bytes() == b""
    with pytest.raises(BullwhipError, match="a URI in the place of a file"):
        Database(f"sqlite:///file:{other}?vfs=unix-none&uri=true")


def test_a_classroom_that_stops_lets_go_of_its_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'games.db'}"
    for _ in range(2):
        Classroom(Database(url)).stop()
    assert (tmp_path / "games.db-lock").read_bytes() == b""
