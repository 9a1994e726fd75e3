"""Scenarios as files: what a game's settings make of one, and the one that a game is played by."""

from __future__ import annotations

import pytest

import bullwhip as bw
from bullwhip.agents.rules.rule_tables import rule_from
from bullwhip.network.scenario import read_text
from bullwhip.server.web.api_scenarios import file_name
from bullwhip.server.web.bot_rules import bot_rules
from bullwhip.server.web.words import words_in
from tests.server.web.rooms import Web

PREVIEW = "/api/scenarios/preview"


def test_a_preview_describes_what_will_be_played(web: Web) -> None:
    changed = {"weeks": 9, "share": ["stock"], "changes": {"lane.factory>distributor.lead_time": 3}}
    answer = web.post(PREVIEW, changed)
    assert answer.status_code == 200, answer.text
    described = answer.get_json()["scenario"]
    assert (described["title"], described["periods"], described["share"]) == ("Beer game", 9, ["stock"])
    values = {one["key"]: one["value"] for one in described["settings"]}
    assert values["lane.factory>distributor.lead_time"] == 3
    again = read_text(answer.get_json()["toml"])
    assert again.periods == 9
    lane = next(lane for lane in again.lane if lane.source == "factory")
    assert (lane.lead_time, lane.in_transit) == (3, (4, 4, 4)), "what is under way fits the longer way"


def test_the_text_of_a_preview_makes_the_same_game(web: Web) -> None:
    toml = web.post(PREVIEW, {"weeks": 9, "cap": 30}).get_json()["toml"]
    assert web.post("/api/scenarios/check", {"toml": toml}).get_json() == {"faults": []}
    assert web.post(PREVIEW, {"scenario": toml}).get_json()["toml"] == toml


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"changes": {"lane.*.order_delay": 0}}, "faulty-scenario"),
        ({"scenario": "no-such-game"}, "no-scenario"),
        ({"scenario": "name = 'x'"}, "faulty-scenario"),
        ({"scenario": "sites = '/etc/passwd'"}, "faulty-scenario"),
        ({"weeks": 0}, "malformed"),
        ({"path": "/etc/passwd"}, "malformed"),
    ],
)
def test_a_preview_of_what_cannot_be_played_says_why(web: Web, settings: dict[str, object], code: str) -> None:
    answer = web.post(PREVIEW, settings)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert "root:" not in answer.text


def test_the_host_alone_downloads_the_scenario_of_the_game(web: Web) -> None:
    game = web.game(people=1, changes={"site.factory.stock": 77})
    path = f"{game.path}/scenario.toml"
    answer = web.get(path, game.host)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="beer-game.toml"'
    assert read_text(answer.text).sites["factory"].stock == 77
    refused = {
        web.get(path).status_code,
        web.get(path, game.screen).status_code,
        web.get(path, game.seats[0].token).status_code,
    }
    assert refused <= {401, 403}


@pytest.mark.parametrize(
    ("name", "file"),
    [("Beer game", "beer-game.toml"), ('a"\r\nSet-Cookie: x', "a-set-cookie-x.toml"), ("啤酒", "scenario.toml")],
)
def test_a_files_name_suits_every_system(name: str, file: str) -> None:
    assert file_name(name) == file


def test_every_rule_that_a_form_offers_can_be_made_from_what_it_asks_for() -> None:
    offered = bot_rules(words_in("en"))
    window = next(one for one in offered["forecasts"] if one["type"] == "moving-average")
    assert [key["name"] for key in window["keys"] if key["needed"]] == ["window"]
    for rule in offered["rules"]:
        given = {key["name"]: max(key["least"] or 0, 1) for key in rule["keys"] if key["needed"]}
        if "forecast" in given:
            given["forecast"] = {"type": "moving-average", "window": 5}
        rule_from({"type": rule["type"], **given})  # raises if a needed key is not offered
        assert rule["about"]
        assert "cap" not in {key["name"] for key in rule["keys"]}
    assert "recorded" not in {rule["type"] for rule in offered["rules"]}
    ordinary = bw.load("beer-game").sites["retailer"].terms("item").rule
    assert ordinary == {"type": "anchor-adjust", **offered["ordinary"], "forced_periods": 4, "forced_order": 4}


def test_what_is_wrong_is_told_in_a_few_words_however_much_was_sent(web: Web) -> None:
    long = "x" * 150_000
    for text in (f'name = "{long}"\nperiods = "{long[:1000]}"', f"{long} = 1", "[[site]]\n" * 10_000):
        answer = web.post("/api/scenarios/check", {"toml": text})
        assert answer.status_code == 200
        assert answer.get_json()["faults"]
        assert len(answer.data) < 100 * 4_000
        assert max(len(fault["text"]) for fault in answer.get_json()["faults"]) <= 2_000
    assert len(web.post("/api/games", {"scenario": f"{long} = 1"}).data) < 10_000


def test_every_item_and_every_lane_of_a_bakery_has_its_fields(web: Web) -> None:
    described = web.post(PREVIEW, {"scenario": "bakery"}).get_json()["scenario"]
    assert described["warm_up"] == 14
    fields = {one["key"]: one for one in described["settings"]}
    assert len(fields) == len(described["settings"]), "no key stands there twice"
    assert fields["site.bakery.items.bread.sale_price"]["of"] == {"site": "bakery", "item": "bread"}
    assert fields["site.bakery.items.bread.demand.mean"]["value"] == 70
    of_lanes = {key: one["of"] for key, one in fields.items() if key.endswith("lead_time")}
    made = {"to": "bakery", "item": "bread", "made": True}
    assert made in of_lanes.values()
    assert {of.get("item") for of in of_lanes.values() if of.get("from") == "grocer"} == {"flour", "yeast", "salt"}
    for key, one in fields.items():
        changed = web.post(PREVIEW, {"scenario": "bakery", "changes": {key: one["value"] + 1}})
        assert changed.status_code == 200, (key, changed.text)
        now = {one["key"]: one["value"] for one in changed.get_json()["scenario"]["settings"]}
        assert {name for name, value in now.items() if value != fields[name]["value"]} == {key}
