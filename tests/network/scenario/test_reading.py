"""Good files: what is read from them, and what others ask of a scenario."""

import gc
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bullwhip.network.demand import AR1, DEMANDS, Normal, Poisson, Series, Step
from bullwhip.network.errors import BullwhipError, Fault, FaultyTable, ScenarioError
from bullwhip.network.scenario import Scenario, faults, read, read_text, shipped, table_faults
from bullwhip.network.table_model import TableModel, key
from tests.network.scenario.files import DEMAND, SHOP, changed, lines, said, write

SEVERAL = """\
name = "Two items"
periods = 10
share = { demand = "all", stock = ["depot"] }

[[site]]
name = "shop"
role = "retailer"
stock = 5
holding_cost = 1
rule = "pass-on"
demand = { type = "poisson", mean = 2 }
[site.items.tea]
[site.items.coffee]
stock = 9
rule = { type = "order-up-to", level = 12 }
demand = [{ type = "constant", value = 1 }, { type = "normal", mean = 4, sd = 1, clip = false }]

[[site]]
name = "depot"
role = "distributor"
rule = "pass-on"
items = { coffee = {}, milk = {}, tea = { stock = 7 } }

[[site]]
name = "roaster"
role = "supplier"

[[lane]]
from = "depot"
to = "shop"
lead_time = 2

[[lane]]
from = "roaster"
to = "depot"
item = "coffee"
lead_time = 3

[[lane]]
to = "depot"
item = "tea"
lead_time = 4

[[lane]]
from = "roaster"
to = "depot"
item = "milk"
lead_time = 5
"""


def test_the_smallest_useful_file(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, SHOP))
    assert (scenario.name, scenario.period, scenario.periods, scenario.warm_up) == ("Corner shop", "day", 365, 30)
    assert (scenario.seed, scenario.whole_units, scenario.allocation) == (1, False, "proportional")
    [(site, item, terms)] = scenario.stockpoints()
    assert (site, item, terms.stock, terms.backlog_cost) == ("shop", "item", 40, 1)
    assert terms.rule == {"type": "order-up-to", "level": 42}
    assert terms.demand == (Poisson(type="poisson", mean=10),)
    [(source, target, item, lane)] = scenario.lanes_by_item()
    assert (source, target, item, lane.source, lane.name) == (None, "shop", "item", "maker", "maker -> shop")
    assert scenario.unlimited == {"maker"}
    assert list(scenario.sites) == ["shop", "maker"]


def test_items_take_the_terms_of_their_site_and_override_them(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, SEVERAL))
    points = scenario.stockpoints()
    assert [(point.site, point.item, point.terms.stock) for point in points] == [
        ("shop", "tea", 5),
        ("shop", "coffee", 9),
        ("depot", "coffee", 0),
        ("depot", "milk", 0),
        ("depot", "tea", 7),
    ]
    tea, coffee = points[0].terms, points[1].terms
    assert tea.rule == {"type": "pass-on"}
    assert coffee.rule == {"type": "order-up-to", "level": 12}
    assert (tea.holding_cost, coffee.holding_cost) == (1, 1)
    assert [demand.clipped for demand in coffee.demand] == [True, False]
    assert len(tea.demand) == 1


def test_a_lane_without_an_item_carries_all_that_both_ends_keep(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, SEVERAL))
    assert [(lane.source, lane.target, lane.item, lane.lane.lead_time) for lane in scenario.lanes_by_item()] == [
        ("depot", "shop", "tea", 2),
        ("depot", "shop", "coffee", 2),
        (None, "depot", "coffee", 3),
        (None, "depot", "tea", 4),
        (None, "depot", "milk", 5),
    ]
    assert scenario.lane[1].name == "roaster -> depot (coffee)"


def test_what_is_shared_is_a_set_of_sites(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, SEVERAL))
    assert scenario.shares("demand") == {"shop", "depot", "roaster"}
    assert scenario.shares("stock") == {"depot"}
    bare = read(write(tmp_path, changed(("warm_up = 30", 'share = ["stock"]'))))
    assert bare.shares("stock") == {"shop", "maker"}
    assert bare.shares("demand") == set()


def test_every_kind_of_demand_is_read(tmp_path: Path) -> None:
    kinds = [
        '{ type = "constant", value = 4 }',
        '{ type = "step", before = 4, after = 8, at = 5 }',
        '{ type = "normal", mean = 10, sd = 2, season = [0.5, 1.5], trend = -0.1, stream = "rain" }',
        DEMAND,
        '{ type = "negative-binomial", mean = 3, variance = 5 }',
        '{ type = "gamma", mean = 3, sd = 2 }',
        '{ type = "ar1", mean = 20, rho = 0.7, sd = 2, clip = false }',
        '{ type = "series", values = [1, 0, 2.5] }',
        '{ type = "empirical", values = [3] }',
        '{ type = "discrete", values = [3, 4], weights = [1, 0.5] }',
    ]
    scenario = read(write(tmp_path, changed((DEMAND, f"[{', '.join(kinds)}]"))))
    [point] = scenario.stockpoints()
    assert [type(demand) for demand in point.terms.demand] == list(DEMANDS.values())
    step, normal, ar1, series = (point.terms.demand[at] for at in (1, 2, 6, 7))
    assert isinstance(step, Step)
    assert (step.before, step.after, step.at) == (4, 8, 5)
    assert isinstance(normal, Normal)
    assert (normal.season, normal.trend, normal.stream, normal.clip) == ((0.5, 1.5), -0.1, "rain", True)
    assert isinstance(ar1, AR1)
    assert not ar1.clipped
    assert isinstance(series, Series)
    assert series.values == (1, 0, 2.5)


@pytest.mark.parametrize("text", [SHOP, SEVERAL])
def test_a_scenario_becomes_a_document_that_reads_as_the_same(text: str) -> None:
    scenario = read_text(text)
    assert Scenario.of(scenario.document()) == scenario


def test_reading_changes_nothing_of_the_callers() -> None:
    document = read_text(SHOP).document()
    before = repr(document)
    Scenario.of(document)
    read(document, settings={"site.shop.rule.level": "7"})
    assert repr(document) == before


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_text(SHOP).periods = 3  # type: ignore[misc]


def test_the_collector_of_garbage_is_left_as_it_was() -> None:
    read_text(SHOP)
    assert gc.isenabled()
    gc.disable()
    try:
        read_text(SHOP)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_refused_scenario_raises_with_all_faults() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text(changed(("stock = 40", "stock = -1"), ("lead_time = 3", "lead_time = 0")), "x.toml")
    assert isinstance(caught.value, BullwhipError)
    assert str(caught.value).splitlines() == [
        "x.toml: site 'shop', stock: found -1; give 0 or more units",
        "x.toml: lane 'maker -> shop', lead_time: found 0; give 1 or more periods",
    ]


def refuse(rule: dict[str, Any], whole_units: bool) -> None:
    """A check of rules as the owner of rules would write it."""
    if rule["type"] == "crash" and not whole_units:
        raise FaultyTable(Fault(key="type", found="'crash'", remedy="no", kind="malformed"))
    if rule["type"] == "order-up-to":
        Level.model_validate({key: value for key, value in rule.items() if key != "type"})


class Level(TableModel):
    """The parameters of a rule."""

    level: float = key("Up to here.", "units", ge=0)


def test_the_owner_of_rules_judges_their_tables(tmp_path: Path) -> None:
    path = write(tmp_path, SHOP)
    assert faults(path, check_rule=refuse) == []
    text = changed(("level = 42", "level = -1, cap = 3"))
    assert said(tmp_path, text, check_rule=refuse) == [
        "shop.toml: site 'shop', rule.level: found -1; give 0 or more",
        "shop.toml: site 'shop', rule.cap: found an unknown key; remove it",
    ]
    text = SEVERAL.replace('"order-up-to", level = 12', '"crash"')
    assert said(tmp_path, text, check_rule=refuse) == [
        "shop.toml: site 'shop', items.coffee.rule.type: found 'crash'; no"
    ]


def test_a_pydantic_error_becomes_faults_within_a_table() -> None:
    with pytest.raises(ValueError, match="validation") as caught:
        Level.model_validate({"levle": 3})
    assert isinstance(caught.value, ValidationError)
    [misspelt] = table_faults(caught.value, known={"level": None})
    assert (misspelt.key, misspelt.remedy) == ("levle", "did you mean 'level'?")
    missing, unknown = table_faults(caught.value)
    assert (missing.key, missing.found, missing.remedy) == ("level", "nothing", "add level")
    assert (unknown.key, unknown.remedy) == ("levle", "remove it")


def test_an_untrusted_file_takes_no_import_path(tmp_path: Path) -> None:
    text = changed(("order-up-to", "my_rules:Mine"))
    assert said(tmp_path, text) == []
    assert said(tmp_path, text, trusted=False) == [
        (
            "shop.toml: site 'shop', rule.type: found 'my_rules:Mine', a rule by its import path;"
            " give a shipped rule: this file is not trusted with code"
        )
    ]


def test_shipped_scenarios_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = write(tmp_path, SHOP)
    monkeypatch.setattr("bullwhip.network.scenario.reader.shipped", lambda: {"corner-shop": ready})
    assert read("corner-shop").name == "Corner shop"
    assert lines(faults("corner-shp"), tmp_path) == ["corner-shp: found no such file; did you mean 'corner-shop'?"]
    assert lines(faults("zzzzz"), tmp_path) == ["zzzzz: found no such file; give a path, or one of: corner-shop"]


def test_shipped_scenarios_are_toml_files() -> None:
    assert all(path.is_file() and path.stem == name for name, path in shipped().items())
