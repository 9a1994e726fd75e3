"""Whatever is given wrongly is refused with its name and a remedy, before anything runs; what comes back is short."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.network.record import Recorder
from bullwhip.network.scenario import shipped

ROOT = Path(__file__).parents[3]
ANY: Any = bw  # called with what it is not made for
WHOLE = "give a whole number"


@pytest.fixture(scope="module")
def result() -> bw.Result:
    return bw.run("corner-shop", 20, 60, record=True)


@pytest.fixture(scope="module")
def compared() -> bw.Comparison:
    return bw.compare("corner-shop", ["current", "order-up-to", "pass-on"], 20, 60)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replications": 0}, f"replications: found 0; {WHOLE}, 1 or more"),
        ({"replications": 2.0}, f"replications: found 2.0; {WHOLE}"),
        ({"replications": True}, f"replications: found True; {WHOLE}"),
        ({"replications": "3"}, f"replications: found '3'; {WHOLE}"),
        ({"replications": None}, f"replications: found None; {WHOLE}"),
        ({"replications": 10**12}, "replications: found 1,000,000,000,000, whose measures take some "),
        ({"periods": 10**18}, f"periods: found 1000000000000000000; {WHOLE}, 1 to 1,000,000,000"),
        ({"periods": [3]}, f"periods: found [3]; {WHOLE}"),
        ({"seed": -1}, f"seed: found -1; {WHOLE}, 0 to 2^64 - 1"),
        ({"seed": 2**64}, f"seed: found 18446744073709551616; {WHOLE}, 0 to 2^64 - 1"),
        ({"seed": 1.0}, f"seed: found 1.0; {WHOLE}"),
        ({"seed": "x" * 300}, "seed: found 'xxxxx"),
        ({"workers": 0}, f"workers: found 0; {WHOLE}"),
        ({"workers": 10**6}, f"workers: found 1000000; {WHOLE}, 1 to 1,000"),
        ({"rules": ["pass-on"]}, "rules: found ['pass-on']; give them by site"),
        ({"rules": {3: "pass-on"}}, "rules: found 3, which keeps no stock"),
        (
            {"rules": {"shop": None}},
            "rules, 'shop': found None; give a rule, such as OrderUpTo(level=40), or its table",
        ),
        ({"measures": "cost"}, "measures: found 'cost'; give a list, such as ['cost']"),
        ({"measures": []}, "measures: found none; give one or more, or leave it out"),
        ({"measures": ["fil_rate"]}, "measure: found 'fil_rate', which is none; did you mean 'fill_rate'?"),
        ({"measures": [3]}, "measure: found 3, which is no measure; derive it from bullwhip.Measure, with `over`"),
        ({"progress": "yes"}, "progress: found 'yes'; give True for a bar"),
        ({"chunk": 0}, f"chunk: found 0; {WHOLE}, 1 or more"),
        ({"chunk": 64.0}, f"chunk: found 64.0; {WHOLE}"),
        ({"record": "no"}, "record: found 'no'; give True, False, a list of columns"),
        ({"record": None}, "record: found None; give True, False"),
    ],
)
def test_what_a_run_is_given_is_checked(options: dict[str, Any], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as caught:
        bw.run("corner-shop", **options)
    assert str(caught.value).startswith(said)
    assert len(str(caught.value)) < 400
    if not options.keys() & {"chunk", "record", "rules"}:
        with pytest.raises(bw.BullwhipError) as caught:
            bw.compare("corner-shop", {"x": "pass-on"}, **options)
        assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replications": True}, f"replications: found True; {WHOLE}"),
        ({"seed": "x"}, f"seed: found 'x'; {WHOLE}"),
        ({"rng": 1.5}, f"seed: found 1.5; {WHOLE}"),
        ({"seed": 1, "rng": 1}, "found both seed and rng"),
        ({"periods": 0}, f"periods: found 0; {WHOLE}"),
        ({"agents": [bw.Retailer]}, "agents: found [<class "),
        ({"agents": {"shop": bw.Rule}}, "agents: found <class 'bullwhip.agents.rules.rule.Rule'> for 'shop'"),
        ({"agents": {"shp": bw.Retailer}}, "agents: found 'shp', neither a site nor a role"),
        ({"data_collector": "no"}, "data_collector: found 'no'; give True or False"),
        ({"rules": "pass-on"}, "rules: found 'pass-on'; give them by site"),
    ],
)
def test_what_a_model_is_given_is_checked(options: dict[str, Any], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as caught:
        bw.SupplyNetwork("corner-shop", **options)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ANY.load(3), "scenario: found 3; give a Scenario, a shipped name"),
        (lambda: ANY.load(None), "scenario: found None; give a Scenario"),
        (lambda: ANY.check(3), "scenario: found 3; give a Scenario"),
        (lambda: ANY.load("corner-shop", "periods=3"), "settings: found 'periods=3'; give values by key"),
        (lambda: ANY.load("corner-shop", {3: "3"}), "settings: found {3: '3'}; give values by key"),
        (lambda: ANY.compare("corner-shop", 3), "rules: found 3; give a list of names"),
        (lambda: ANY.compare("corner-shop", [3]), "rules: found [3]; give a list of names"),
        (
            lambda: ANY.compare("corner-shop", ["pass-on"], sites="shop"),
            "sites: found 'shop'; give a list, such as ['shop']",
        ),
        (lambda: ANY.compare("corner-shop", ["pass-on"], sites=3), "sites: found 3; give a list, such as ['shop']"),
    ],
)
def test_what_other_calls_are_given_is_checked(call: Callable[[], object], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as caught:
        call()
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda r: r.table(3), "measure: found 3, which is no name; give one of cost, "),
        (lambda r: r.table(["costs"]), "measure: found 'costs', which is none; did you mean 'cost'?"),
        (lambda r: r.table("cost", "costs"), "measure: found 'costs', which is none; did you mean 'cost'?"),
        (lambda r: r.estimate(["cost"]), "measure: found ['cost'], which is no name; give one of cost, "),
        (lambda r: r.estimate(None), "measure: found None, which is no name"),
        (lambda r: r.save(3), "folder: found 3; give a path"),
        (lambda r: r.save(""), "folder: found ''; give a path"),
        (lambda r: r.to_xlsx("x.csv"), "path: found 'x.csv'; give one that ends in .xlsx"),
    ],
)
def test_what_a_result_is_asked_is_checked(result: bw.Result, call: Callable[[bw.Result], object], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as caught:
        call(result)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda c: c.difference("x"), "rule: found 'x', which was not compared; give one of current, order-up-to, "),
        (lambda c: c.difference("pas-on"), "rule: found 'pas-on', which was not compared; did you mean 'pass-on'?"),
        (lambda c: c.difference(3), "rule: found 3, which is no name; give one of current, "),
        (lambda c: c.difference(["pass-on"]), "rule: found ['pass-on'], which is no name"),
        (lambda c: c.table("costs"), "measure: found 'costs', which is none; did you mean 'cost'?"),
        (lambda c: c.save(None), "folder: found None; give a path"),
    ],
)
def test_what_a_comparison_is_asked_is_checked(
    compared: bw.Comparison, call: Callable[[bw.Comparison], object], said: str
) -> None:
    with pytest.raises(bw.BullwhipError) as caught:
        call(compared)
    assert str(caught.value).startswith(said)


def test_measures_are_named_one_by_one_or_in_a_list(result: bw.Result, compared: bw.Comparison) -> None:
    for made in (result, compared):
        one_by_one = made.table("fill_rate", "cost")
        assert list(one_by_one.columns) == ["fill_rate", "cost"]
        for form in (["fill_rate", "cost"], ("fill_rate", "cost"), {"fill_rate": 1, "cost": 2}):
            pd.testing.assert_frame_equal(made.table(form), one_by_one)


def test_the_table_of_a_comparison_is_one_and_is_asked_like_that_of_a_run(compared: bw.Comparison) -> None:
    table = compared.table
    assert isinstance(table, pd.DataFrame)
    assert list(table.index) == ["current", "order-up-to", "pass-on"]
    assert type(table()) is type(table("cost")) is pd.DataFrame
    pd.testing.assert_frame_equal(table(), pd.DataFrame(table))
    assert table.loc["pass-on", "difference"] == compared.difference("pass-on").mean


def test_numbers_of_numpy_are_numbers() -> None:
    given: dict[str, Any] = {
        "replications": np.int64(3), "periods": np.int32(40), "seed": np.uint64(5), "workers": np.int64(1),
        "record": np.bool_(True), "chunk": np.int16(64),
    }  # fmt: skip
    assert bw.run("corner-shop", **given).to_json() == bw.run("corner-shop", 3, 40, 5).to_json()
    model = bw.SupplyNetwork("corner-shop", periods=np.int64(40), seed=np.int64(3))  # type: ignore[arg-type]
    assert type(model.periods) is int


def test_what_is_printed_is_some_lines(result: bw.Result, compared: bw.Comparison) -> None:
    assert repr(result).splitlines()[0] == (
        "Corner shop: 60 days (30 counted), 20 replications, seed 1, mean ± half of its 95% interval"
    )
    lines = repr(result).splitlines()
    assert [line.split("  ")[1] for line in lines[2:4]] == ["whole network", "shop"]
    assert lines[2].count("±") >= 2
    assert repr(compared).startswith("Corner shop under 3 rules: 60 days")
    model = bw.SupplyNetwork("corner-shop", seed=3, periods=60)
    model.step()
    big = bw.run("gift-shop", 1, 30)
    things: list[Any] = [
        result, compared, result.scenario, result.network, result.records[0], result.by_stockpoint, model, big,
        big.scenario, big.network, *model.agents, model.rule_plan.network,
    ]  # fmt: skip
    for thing in things:
        assert len(repr(thing).splitlines()) < 14
        assert len(repr(thing)) < 1_600
    for thing in (result.scenario, result.network, result.records[0], model, *model.agents):
        assert len(repr(thing).splitlines()) == 1
        assert len(repr(thing)) < 250
    assert (
        repr(result.scenario)
        == str(result.scenario)
        == ("<Scenario 'Corner shop': 2 sites, 1 stockpoint, 1 lane, 365 days>")
    )
    assert repr(model).startswith("<SupplyNetwork 'Corner shop': 1 of 60 days gone by, seed 3, cost ")
    assert isinstance(result.records[0], Recorder)


def test_a_notebook_shows_tables_with_nothing_of_a_name_in_them(result: bw.Result, compared: bw.Comparison) -> None:
    model = bw.SupplyNetwork("beer-game")
    model.step()
    for thing in (result, compared, result.scenario, model):
        html = thing._repr_html_()
        assert html.count("<table>") == html.count("</table>") == 1
        assert html.count("<tr>") >= 2
    evil = "<script>alert(1)</script>"
    named = bw.load("corner-shop").with_({"name": f'"{evil}"', "site.shop.name": f'"{evil}"', "lane.*.to": f'"{evil}"'})
    shown: list[Any] = [bw.run(named, 2), bw.compare(named, {evil: "pass-on"}, 2), named, bw.SupplyNetwork(named)]
    for thing in shown:
        assert evil not in thing._repr_html_()
        assert "&lt;script&gt;" in thing._repr_html_()


def test_control_characters_of_a_name_reach_no_terminal() -> None:
    named = bw.load("corner-shop").with_(name='"a\\u001b[2Jb"')
    assert "\x1b" not in repr(bw.run(named)) + repr(bw.compare(named, ["pass-on"], 2)) + repr(named)


def test_progress_is_a_bar_or_a_call(capsys: pytest.CaptureFixture[str]) -> None:
    bw.run("corner-shop", 64, progress=True)
    bw.compare("corner-shop", ["current", "pass-on"], 64, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "node-periods/s" in err
    for quiet in (None, False):
        bw.run("corner-shop", progress=quiet)
    assert capsys.readouterr().err == ""
    done: list[int] = []
    bw.compare("corner-shop", ["current", "pass-on"], 10, 40, progress=done.append)
    assert sum(done) == 2 * 10 * 40


def test_every_rule_and_forecast_is_at_the_top() -> None:
    for module in (bw.rules, bw.forecasts):
        for name in module.__all__:
            if name[:1].isupper() and not name.isupper():
                assert getattr(bw, name) is getattr(module, name)
                assert name in dir(bw)
    assert bw.run("beer-game", rules={"retailer": bw.OrderUpTo(level=32)}).costs[0] > 0
    rule = bw.ForecastOrderUpTo(forecast=bw.MovingAverage(window=4), cover=4)
    assert bw.run("beer-game", rules={"retailer": rule}).costs[0] > 0


def test_names_that_messages_recommend_are_at_the_top() -> None:
    """A class that is called, or named with the package, in any text of ours."""
    texts = [
        text
        for folder in ("agents", "network", "server")
        for file in (ROOT / folder).rglob("*.py")
        for text in re.findall(r'"[^"\n]*"', file.read_text(encoding="utf-8"))
    ]
    named = {name for text in texts for name in re.findall(r"\b(?:bullwhip|bw)\.([A-Z]\w+|run|load|compare)\b", text)}
    called = {name for text in texts for name in re.findall(r"\b([A-Z][a-z]\w+[A-Z]\w+)\((?:\w+=|\.\.\.)", text)}
    assert {"OrderUpTo", "SupplyNetwork", "Retailer", "Rule", "run"} <= named | called
    assert sorted((named | called) - {*dir(bw)}) == []


def test_scenarios_are_listed_whatever_was_imported() -> None:
    listed = bw.scenarios()
    assert list(listed) == list(shipped())
    assert all(listed.values())
    code = (
        "import bullwhip as bw; first = bw.scenarios(); import bullwhip.scenarios; assert bw.scenarios() == first\n"
        "import bullwhip.scenarios.gift_shop; assert bullwhip.scenarios() == first and len(first) > 5"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    subprocess.run([sys.executable, "-c", "import bullwhip.scenarios; assert bullwhip.scenarios()"], check=True)
