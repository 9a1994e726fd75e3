"""`bullwhip compare`."""

import json
from pathlib import Path
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.server.commands.compare import alternatives, parse_rule
from tests.server.calls import Call


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("current", "current"),
        ("pass-on", "pass-on"),
        ("order-up-to:level=40", {"type": "order-up-to", "level": 40}),
        ("s-S:s=3,S=9.5", {"type": "s-S", "s": 3, "S": 9.5}),
        ("recorded:orders=[1, 2],cap=3", {"type": "recorded", "orders": [1, 2], "cap": 3}),
        ("x:forecast=last,cover=2", {"type": "x", "forecast": "last", "cover": 2}),
        ("x:forecast=last,forecast.initial=4", {"type": "x", "forecast": {"type": "last", "initial": 4}}),
        ("x:forecast.type=last,forecast.initial=4", {"type": "x", "forecast": {"type": "last", "initial": 4}}),
        ("x:forecast={type='known', mean=4}", {"type": "x", "forecast": {"type": "known", "mean": 4}}),
        ("mine:Rule", {"type": "mine:Rule"}),
        ("mine:Rule:level=4", {"type": "mine:Rule", "level": 4}),
        ("mine:Rule:label='a:b'", {"type": "mine:Rule", "label": "a:b"}),
    ],
)  # fmt: skip
def test_rules_on_the_command_line(text: str, meant: Any) -> None:
    assert parse_rule(text) == meant


def test_a_single_rule_is_compared_with_the_scenarios_own() -> None:
    assert list(alternatives(("pass-on",))) == ["current", "pass-on"]
    assert list(alternatives(("pass-on", "current"))) == ["pass-on", "current"]


def test_json_is_one_object_and_nothing_else(call: Call, shop: Path) -> None:
    done = call("compare", shop, "--rule", "order-up-to:level=50", "--rule", "pass-on", "-n", 10, "--json", "--seed", 3)
    assert (done.exit_code, done.stderr) == (0, "")
    rules = {"order-up-to:level=50": {"type": "order-up-to", "level": 50}, "pass-on": {"type": "pass-on"}}
    expected = bw.compare(bw.load(shop), rules, 10, seed=3).as_dict()
    told = json.loads(done.stdout)
    assert told["rules"]["order-up-to:level=50"] == expected["rules"]["order-up-to:level=50"]
    assert told["baseline"] == "order-up-to:level=50"


def test_a_table_side_by_side(call: Call, shop: Path) -> None:
    done = call("compare", shop, "--rule", "order-up-to", "--rule", "pass-on")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Shop: 40 days (35 counted), 100 replications, seed 1\n")
    lines = done.stdout.splitlines()
    assert any(line.startswith("  order-up-to  ") for line in lines)
    other = next(line for line in lines if line.startswith("  pass-on  "))
    assert other.count("±") >= 3
    assert "replication by replication" in done.stdout
    assert max(map(len, lines)) <= 83


def test_what_was_computed_is_told(call: Call, shop: Path) -> None:
    """Below the comparison, as the command line takes it; and in the JSON, as a scenario file takes it."""
    rules = ["--rule", "current", "--rule", "order-up-to", "--rule", "smoothing", "--rule", "pass-on"]
    done = call("compare", shop, *rules, "-n", 3)
    assert (done.exit_code, done.stderr) == (0, "")
    table = done.stdout.partition("Parameters computed from the scenario\n")[2].splitlines()
    told = json.loads(call("compare", shop, *rules, "-n", 3, "--json").stdout)["rules"]
    level = told["order-up-to"]["parameters"]["shop"]["item"]["level"]
    assert table[0].split() == ["rule", "site", "parameters"]
    assert table[1].split() == ["order-up-to", "shop", f"level={level:.6g}"]
    assert " ".join(" ".join(table[2:]).split()).startswith(
        "smoothing shop forecast=exponential, forecast.initial=10, "
    )
    assert max(map(len, table)) <= 80
    assert " ".join(table).endswith(f"smoothing: {told['smoothing']['note']}.")
    assert "is arbitrary" in told["smoothing"]["note"]
    again = json.loads(call("compare", shop, "--rule", f"order-up-to:level={level}", "-n", 3, "--json").stdout)["rules"]
    assert again[f"order-up-to:level={level}"]["network"] == told["order-up-to"]["network"]
    assert again[f"order-up-to:level={level}"]["parameters"] == told["current"]["parameters"] == {}


def test_where_nothing_was_computed_there_is_no_table(call: Call, shop: Path) -> None:
    assert (
        "computed" not in call("compare", shop, "--rule", "pass-on", "--rule", "order-up-to:level=40", "-n", 3).stdout
    )


def test_of_many_computed_parameters_some_are_shown(call: Call) -> None:
    done = call("compare", "gift-shop", "--rule", "order-up-to", "--rule", "s-S", "-n", 1, "--periods", 30)
    table = done.stdout.partition("Parameters computed from the scenario\n")[2].splitlines()
    assert table[0].split() == ["rule", "site", "item", "parameters"]
    assert len(table) == 22
    assert table[-1] == "Left out: 220 stockpoints. --json shows everything, --out DIR writes it to files."


def test_one_site_only(call: Call) -> None:
    done = call("compare", "serial", "--rule", "pass-on", "--site", "shop", "--json", "-n", 3, "--periods", 300)
    from bullwhip.agents.rules import PassOn

    alone = bw.run(bw.load("serial"), 3, 300, rules={"shop": PassOn()})
    assert json.loads(done.stdout)["rules"]["pass-on"]["network"] == alone.as_dict()["network"]


def test_files_and_pictures(call: Call, shop: Path) -> None:
    done = call("compare", shop, "--rule", "pass-on", "-n", 3, "--out", "new")
    assert done.exit_code == 0
    assert {file.name for file in (shop.parent / "new").iterdir()} == {
        f"{name}.{kind}" for name in ("comparison", "network", "sites", "summary") for kind in ("csv", "parquet")
    } | {"comparison.png", "comparison.svg", "result.json"}
    done = call("compare", shop, "--rule", "pass-on", "-n", 3, "--plot")
    assert f"Written to {Path('out/shop-comparison')}: comparison (.png, .svg)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Missing option '--rule'"),
        (["--rule", "pass-on", "--rule", "pass-on"], 2, "--rule pass-on is given twice"),
        (["--rule", "current"], 2, "--rule current is what other rules are compared with; give a second --rule"),
        (["--rule", "order-up-to:level"], 2, "--rule order-up-to:level: 'level' is not KEY=VALUE, such as level=40"),
        (["--rule", "order-up:level"], 1, "rule 'order-up:level': type: found 'order-up:level', which cannot be"),
        (["--rule", "s-S:s=3,S"], 2, "'S' is not KEY=VALUE"),
        (["--rule", "passon"], 1, "did you mean 'pass-on'?"),
        (["--rule", "order-up-to:lvl=3"], 1, "lvl: found an unknown key; did you mean 'level'?"),
        (["--rule", "recorded"], 1, "recorded"),
        (["--rule", "pass-on", "--site", "shpo"], 1, "site: found 'shpo', which keeps no stock; did you mean 'shop'?"),
        (["--rule", "pass-on", "-n", "0"], 2, "is not in the range"),
    ],
)
def test_what_cannot_be_compared_is_refused(call: Call, shop: Path, arguments: list[str], code: int, said: str) -> None:
    done = call("compare", shop, *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
