"""Hostile names and scenario files change nothing and break no page."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.scenario import shipped
from tests.server.web.rooms import Web

NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "${7*7}",
    "%s%n%x",
    "'; DROP TABLE bullwhip_games; --",
    '" OR "1"="1',
    "../../../etc/passwd",
    "C:\\Windows\\System32",
    "\u202egnp.exe\u202c",
    "שלום עולם",
    "👩‍👩‍👧‍👦🏴‍☠️",
    "Z̸̧̢̛̤̥̦̩̪̫̬̭̮̯̰̱̲̳̹̺̻̼ͅa̶̢l̷̢g̴̢o̵̢",
    '=HYPERLINK("http://evil.example")',
    "\x00\x1b[31mred\x07",
    "\r\nSet-Cookie: host=evil",
    "data: evil\n\nevent: view",
    "x" * 200,
    "ﷺ" * 40,
    "\u2028line\u2029paragraph",
    "__proto__",
    "null",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_hostile_name_is_only_a_name(web: Web, name: str) -> None:
    game = web.game(people=1, begin=True, teams=1)
    seat = game.join(name)
    kept = game.view(2)["seat"]["me"]
    assert 1 <= len(kept) <= 40
    assert not set(kept) & set("\x00\x07\x1b\r\n\u2028\u2029\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    game.act("message", text=name)
    game.act("rename", team=1, name=name)
    stream = web.get(f"/api/seats/{seat.id}/stream", seat.token)
    parts = stream.iter_encoded()
    next(parts)
    event = next(parts).decode()
    stream.close()
    lines = event.strip("\n").split("\n")
    assert [line.partition(":")[0] for line in lines] == ["id", "event", "data"]  # it cannot begin an event of its own
    assert json.loads(lines[2].removeprefix("data: "))["seat"]["me"] == kept
    for path, token in (
        (f"{game.path}/host", game.host),
        (f"{game.path}/screen", game.screen),
        (game.path, ""),
        (f"/seat/{seat.id}/", seat.token),
    ):
        answer = web.get(path, token)
        assert answer.status_code == 200
        assert answer.mimetype == "application/json" or "alert(1)" not in answer.text
    game.all_order(1)
    assert game.view(1)["week"] == 2


def test_a_hostile_name_survives_the_end_and_the_exports(web: Web) -> None:
    game = web.game(people=0, teams=8, weeks=2)
    for name in NAMES:
        game.join(name)
    game.act("start")
    for week in (1, 2):
        game.act("close")
        assert game.room.team(1).week == min(week + 1, 2)
    game.act("reveal")
    for path in ("export.csv", "export.json", "export.html", "debrief"):
        answer = web.get(f"{game.path}/{path}", game.host)
        assert answer.status_code == 200, path
        if answer.mimetype == "text/html":
            assert "<script>alert(1)" not in answer.text
            assert "<img src=x" not in answer.text
    lines = web.get(f"{game.path}/export.csv", game.host).text
    assert not any(cell.startswith(("=", '"=')) for line in lines.splitlines() for cell in line.split(","))


BEER = Path(shipped()["beer-game"]).read_text(encoding="utf-8")
RULE = 'rule = { type = "anchor-adjust"'
DEMAND = 'demand = { type = "step", before = 4, after = 8, at = 5 }'
SCENARIOS: dict[str, str] = {
    "empty": "",
    "spaces": " \n" * 1000,
    "no toml": "<html><script>alert(1)</script></html>",
    "an import path": BEER.replace(RULE, 'rule = { type = "os:system"', 1),
    "a module": BEER.replace(RULE, 'rule = { type = "bullwhip.agents.rules:PassOn"', 1),
    "a file outside": BEER.replace(DEMAND, 'demand = { type = "series", file = "/etc/passwd", column = "x" }'),
    "a file beside": BEER.replace(DEMAND, 'demand = { type = "series", file = "demand.csv", column = "x" }'),
    "tables from files": 'name = "x"\nperiods = 5\nsites = "../../etc/passwd"\nlanes = "/etc/hosts"\n',
    "endless periods": BEER.replace("periods = 36", "periods = 1000000000"),
    "endless delays": BEER.replace("lead_time = 2", "lead_time = 10000"),
    "huge numbers": BEER.replace("stock = 12", "stock = 1e308"),
    "not a number": BEER.replace("stock = 12", "stock = nan"),
    "infinite": BEER.replace("holding_cost = 0.5", "holding_cost = inf"),
    "a thousand digits": BEER.replace("stock = 12", "stock = " + "9" * 5000),
    "deep nesting": BEER + "\nx = " + "[" * 3000 + "]" * 3000,
    "deep keys": BEER + "\n" + ".".join(["a"] * 2000) + " = 1",
    "many sites": 'name = "x"\nperiods = 5\n'
    + "".join(f'[[site]]\nname = "s{n}"\nrole = "retailer"\n' for n in range(3000)),
    "many lanes": BEER + '[[lane]]\nto = "factory"\nlead_time = 1\norder_delay = 1\n' * 2000,
    "no seats": BEER.replace("person = true", "person = false"),
    "recorded orders that end": BEER.replace(
        'rule = { type = "anchor-adjust", theta = 0.36, alpha = 0.26, beta = 0.34, target = 17,',
        'rule = { type = "recorded", orders = [4, 4],', 1,
    ),
    "a name of markup": BEER.replace('name = "retailer"', 'name = "<script>alert(1)</script>"', 1),
    "no text": BEER.replace("Beer game", "\x00\x01"),
    "a lone surrogate": BEER.replace("Beer game", "\\ud800"),
    "right to left": BEER.replace("Beer game", "\u202eemag reeB"),
}  # fmt: skip
PLAYABLE = {"right to left"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_hostile_scenario_is_refused_with_its_faults(web: Web, name: str) -> None:
    began = time.monotonic()
    checked = web.post("/api/scenarios/check", {"toml": SCENARIOS[name]})
    made = web.post("/api/games", {"scenario": SCENARIOS[name] or " "})
    assert time.monotonic() - began < 30, "it holds up the whole class"
    assert checked.status_code == 200
    if name in PLAYABLE:
        assert (checked.json["faults"], made.status_code) == ([], 201)
        return
    assert checked.json["faults"]
    assert made.status_code == 422
    assert made.json["message"]
    assert "root:" not in checked.text
    assert web.classroom.rooms.loaded() == []


@pytest.mark.parametrize(
    "settings",
    [
        {"scenario": "../../etc/passwd"},
        {"scenario": "/etc/passwd"},
        {"changes": {"sites": "/etc/passwd"}},
        {"changes": {"site.retailer.demand": '{ type = "series", file = "/etc/passwd", column = "x" }'}},
        {"changes": {"site.retailer.rule": "os:system"}},
        {"changes": {"site.*.rule.type": "os:system"}},
        {"changes": {"periods": 10**9}},
        {"changes": {"lane.*.lead_time": 5000}},
        {"changes": {"": 1}},
        {"changes": {"site": 1}},
        {"changes": {"site.retailer.name": "x" * 10_000}},
        {"bots": {"*": "os:system"}},
        {"bots": {"retailer": {"type": "recorded", "orders": [1]}}},
        {"bots": {"retailer": {"type": ["order-up-to"]}}},
        {"bots": {"retailer": {}}},
        {"weeks": 10**6},
        {"teams": 10**6},
        {"practice_weeks": 10**6},
        {"cap": -1},
        {"seed": -1},
        {"nonsense": 1},
    ],
    ids=str,
)
def test_hostile_settings_are_refused(web: Web, settings: dict[str, Any]) -> None:
    answer = web.post("/api/games", settings)
    assert answer.status_code == 422, answer.text
    assert answer.json["message"]
    assert "root:" not in answer.text
    assert web.classroom.rooms.loaded() == []
