"""`bullwhip scenarios`, `check`, `schema`, `rules` and `measures`."""

import json
from pathlib import Path

import pytest

from bullwhip.agents.rules import RULES
from bullwhip.network.measures import MEASURES, ON_REQUEST
from bullwhip.network.scenario import shipped
from tests.server.calls import Call


def test_scenarios_are_listed_a_line_each(call: Call) -> None:
    done = call("scenarios")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(shipped())
    assert all(len(line.split()) > 4 for line in lines if line), "each says what it teaches"


@pytest.mark.parametrize("name", list(shipped()))
def test_shipped_scenarios_are_fine(call: Call, name: str) -> None:
    done = call("check", name)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{name} is fine: ")
    assert "hint" not in done.stdout


def test_a_sound_file_gets_a_kind_word(call: Call, shop: Path) -> None:
    done = call("check", shop)
    assert done.stdout == f"{shop} is fine: 2 sites, 1 stockpoint, 1 lane, 40 days.\n"


def test_a_sound_file_gets_hints(call: Call, shop: Path) -> None:
    shop.write_text(shop.read_text(encoding="utf-8").replace('from = "maker"', ""), encoding="utf-8")
    done = call("check", "shop.toml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "shop.toml is fine: 2 sites, 1 stockpoint, 1 lane, 40 days.",
        "hint: no lane leaves 'maker'; did you forget from = 'maker' in the lane to 'shop'?",
    ]


def test_every_fault_is_printed(call: Call, shop: Path) -> None:
    text = shop.read_text(encoding="utf-8")
    shop.write_text(text.replace("stock = 40", "stok = 40").replace("lead_time = 3", "lead_time = 0"), encoding="utf-8")
    done = call("check", "shop.toml")
    assert (done.exit_code, done.stdout) == (1, "")
    first, second, count = done.stderr.splitlines()
    assert first == "shop.toml: site 'shop', stok: found an unknown key; did you mean 'stock'?"
    assert second.startswith("shop.toml: lane 'maker -> shop', lead_time: found 0; ")
    assert count == "2 faults."


@pytest.mark.parametrize("command", [["check"], ["run"], ["compare", "--rule", "pass-on"]], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("beer-gaem", "beer-gaem: found no such file; did you mean 'beer-game'?"),
        (".", ".: found a folder; give the path of a TOML file"),
        ("torn.toml", "torn.toml:1: found text that is not TOML"),
        ("bytes.toml", "which is not UTF-8 text; save the file as UTF-8"),
        ("empty.toml", "empty.toml: name: found nothing"),
    ],
)
def test_what_cannot_be_read_is_refused(call: Call, shop: Path, command: list[str], name: str, said: str) -> None:
    (shop.parent / "torn.toml").write_text("name = ", encoding="utf-8")
    (shop.parent / "bytes.toml").write_bytes(b"name = '\xff'")
    (shop.parent / "empty.toml").write_bytes(b"")
    done = call(command[0], name, *command[1:])
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_schema_knows_the_rules(call: Call) -> None:
    done = call("schema")
    assert (done.exit_code, done.stderr) == (0, "")
    schema = json.loads(done.stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {f"Rule {name}" for name in RULES} <= {*schema["$defs"]}


def test_rules_are_listed(call: Call) -> None:
    done = call("rules")
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(RULES)


@pytest.mark.parametrize("rule", list(RULES))
def test_the_parameters_of_a_rule_are_listed(call: Call, rule: str) -> None:
    done = call("rules", rule)
    assert done.exit_code == 0
    keys = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert keys[-6:] == ["negative", "minimum", "multiple", "cap", "forced_periods", "forced_order"]


def test_needed_parameters_are_marked(call: Call) -> None:
    level = next(line for line in call("rules", "order-up-to").stdout.splitlines() if line.startswith("  level"))
    assert level.endswith("(needed)")


def test_measures_are_listed_a_line_each(call: Call) -> None:
    lines = call("measures").stdout.splitlines()
    assert [line.split()[0] for line in lines if line] == [*MEASURES, "Where", *ON_REQUEST]
    assert all(len(line.split()) > 2 for line in lines if line), "each says what it is"


def test_an_unknown_rule_gets_a_suggestion(call: Call) -> None:
    done = call("rules", "order-upto")
    assert done.exit_code == 1
    assert done.stderr == "rule: found 'order-upto', which is no shipped rule; did you mean 'order-up-to'?\n"


def test_a_measure_is_told_in_full(call: Call) -> None:
    told = call("measures", "bullwhip").stdout
    assert told.splitlines()[0] == MEASURES["bullwhip"].text
    assert "  formula  var(O) / var(C)\n" in told
    assert "Chen, Drezner" in told
    assert "\n  O               order placed" in told
    assert "on hand at the end" not in told
    assert call("measures", "order_cost").stdout.count("\n") == 8
    done = call("measures", "fil_rate")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "measure: found 'fil_rate', which is none; did you mean 'fill_rate'?" in done.stderr
    assert call("measures", "cost", "--markdown").exit_code == 2
