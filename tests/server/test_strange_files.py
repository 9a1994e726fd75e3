"""Files that are given to the command line and are not what they should be."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from bullwhip.agents.games.record import GameRecord
from bullwhip.network.errors import BullwhipError
from tests.agents.games.games import PEOPLE, record_of
from tests.server.calls import Call

OBEYED = ["\x1b[2J", "\x07", "\x9b31m", "\x7f", "\r", "\u202e", "\u2066", "\u200f", "\u2028"]


def test_a_pipe_is_read_once(call: Call, shop: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(shop.read_bytes(),), daemon=True)
    writer.start()
    done = call("check", pipe)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 sites" in done.stdout


def test_a_link_to_itself_is_named(call: Call, shop: Path) -> None:
    (shop.parent / "a.toml").symlink_to("b.toml")
    (shop.parent / "b.toml").symlink_to("a.toml")
    done = call("check", "a.toml")
    assert done.exit_code == 1
    assert done.stderr.startswith("a.toml: found a link that leads to no file; give the file itself")
    (shop.parent / "a.csv").symlink_to("a.csv")
    shop.write_text('sites = "a.csv"\n' + shop.read_text(encoding="utf-8"), encoding="utf-8")
    for trusted in (["check"], ["run"]):
        done = call(*trusted, shop)
        assert done.exit_code == 1
        assert "'a.csv'" in done.stderr


@pytest.mark.parametrize("letters", OBEYED)
def test_letters_that_a_terminal_obeys_are_shown_not_sent(letters: str, call: Call, shop: Path) -> None:
    written = "".join(f"\\U{ord(letter):08x}" for letter in letters)
    text = shop.read_text(encoding="utf-8").replace('"shop"', f'"shop{written}"')
    shop.write_text(text.replace('name = "', f'name = "{written}', 1), encoding="utf-8")
    (shop.parent / "sites.csv").write_text(
        f"name,role,co{letters.replace(chr(13), '')}lour\na{letters},x,\n", newline=""
    )
    for command in (["check"], ["run", "--replications", "2"], ["check", "--sites"]):
        if command[-1] == "--sites":
            shop.write_text('sites = "sites.csv"\n' + shop.read_text(encoding="utf-8"), encoding="utf-8")
        done = call(command[0], shop, *[part for part in command[1:] if part != "--sites"])
        assert letters[0] not in done.output, repr(done.output)
        assert letters[0] not in done.stderr


def test_a_record_without_an_item_is_refused() -> None:
    document = record_of(PEOPLE).model_dump()
    week = document["teams"][0]["weeks"][0]
    seat = next(iter(week))
    item = next(iter(week[seat]["orders"]))
    week[seat]["orders"] = {}
    with pytest.raises(BullwhipError, match=rf"team 1, week 1, '{seat}': found orders .*\({item}\); give one for each"):
        GameRecord.of(document)
