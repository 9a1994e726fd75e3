"""Settings that change single keys before a scenario is checked."""

from pathlib import Path

import pytest

from bullwhip.network.demand import Poisson
from bullwhip.network.errors import ScenarioError
from bullwhip.network.scenario import Scenario, read
from bullwhip.network.scenario.settings import parse_value
from tests.network.scenario.files import DEMAND, DEPOT, LANE, SHOP, changed, said, write
from tests.network.scenario.plants import plant

DOTTED = """\
name = "Dots"
periods = 10
[[site]]
name = "shop"
role = "retailer"
rule = "pass-on"
items = { tea = {}, "tea.black" = {} }
[[site]]
name = "shop.2"
role = "retailer"
rule = { type = "order-up-to", level = 5, forecast = "last" }
items = { tea = {} }
demand = [{ type = "poisson", mean = 1 }, { type = "poisson", mean = 2 }]
[[site]]
name = "maker"
role = "supplier"
[[lane]]
from = "maker"
to = "shop"
lead_time = 1
[[lane]]
from = "maker"
to = "shop.2"
lead_time = 1
"""


def setting(tmp_path: Path, text: str, **settings: str) -> Scenario:
    return read(write(tmp_path, text), settings=settings)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-0.5", -0.5),
        ("true", True),
        ('"3"', "3"),
        ("pass-on", "pass-on"),
        ("[1, 2]", [1, 2]),
        ('{ type = "s-S", s = 1, S = 4 }', {"type": "s-S", "s": 1, "S": 4}),
        ("", ""),
        ("2011-01-04", "2011-01-04"),
        ("3\nperiods = 4", "3\nperiods = 4"),
        ("[" * 9999, "[" * 9999),
    ],
)
def test_a_value_is_toml_or_else_text(text: str, value: object) -> None:
    assert parse_value(text) == value


def test_settings_reach_every_key(tmp_path: Path) -> None:
    scenario = read(
        write(tmp_path, SHOP),
        settings={
            "periods": "52",
            "name": "Another shop",
            "share.stock": "all",
            "site.shop.stock": "3",
            "site.shop.rule.level": "40",
            "site.shop.demand.mean": "12",
            "site.shop.demand.season": "[1, 2]",
            "lane.maker>shop.lead_time": "4",
            "lane.maker -> shop.order_delay": "1",
        },
    )
    assert (scenario.periods, scenario.name) == (52, "Another shop")
    assert scenario.shares("stock") == {"shop", "maker"}
    shop, lane = scenario.sites["shop"], scenario.lane[0]
    assert shop.stock == 3
    assert shop.rule == {"type": "order-up-to", "level": 40}
    assert shop.demand == (Poisson(type="poisson", mean=12, season=(1, 2)),)
    assert (lane.lead_time, lane.order_delay) == (4, 1)


def test_what_is_set_for_all_can_be_changed_for_one(tmp_path: Path) -> None:
    rule = '{ type = "order-up-to", level = 40 }'
    two = SHOP + DEPOT + LANE.format("maker", "depot")
    found = setting(tmp_path, two, **{"site.*.rule": rule, "site.depot.rule.level": "50"})
    assert [found.sites[name].rule["level"] for name in ("shop", "depot")] == [40, 50]  # type: ignore[index]


def test_a_whole_table_can_be_set(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, SHOP), settings={"site.shop.rule": "pass-on", "site.shop.demand": DEMAND})
    assert scenario.sites["shop"].rule == {"type": "pass-on"}


def test_names_may_have_dots(tmp_path: Path) -> None:
    scenario = read(
        write(tmp_path, DOTTED),
        settings={
            "site.shop.stock": "1",
            "site.shop.2.stock": "2",
            "site.shop.items.tea.black.stock": "3",
            "site.shop.rule.cap": "9",
            "site.shop.2.rule.forecast.alpha": "0.5",
            "site.shop.2.demand.2.mean": "7",
            "lane.maker>shop.2.lead_time": "6",
        },
    )
    assert [point.terms.stock for point in scenario.stockpoints()] == [1, 3, 2]
    assert scenario.sites["shop"].rule == {"type": "pass-on", "cap": 9}
    assert scenario.sites["shop.2"].rule == {
        "type": "order-up-to",
        "level": 5,
        "forecast": {"type": "last", "alpha": 0.5},
    }
    assert [lane.lead_time for lane in scenario.lane] == [1, 6]
    means = [demand.mean for demand in scenario.sites["shop.2"].demand if isinstance(demand, Poisson)]
    assert means == [1, 7]


def test_a_star_is_every_site_that_keeps_stock_and_every_lane(tmp_path: Path) -> None:
    scenario = read(
        write(tmp_path, DOTTED),
        settings={"site.*.stock": "8", "site.*.rule.cap": "5", "site.*.demand.1.mean": "4", "lane.*.lead_time": "2"},
    )
    assert [(site.stock, site.rule is not None) for site in scenario.site] == [(8, True), (8, True), (0, False)]
    assert [lane.lead_time for lane in scenario.lane] == [2, 2]
    assert scenario.unlimited == {"maker"}
    ends = read(write(tmp_path, DOTTED), settings={"lane.maker>*.lead_time": "3", "lane.*>shop.lead_time": "4"})
    assert [lane.lead_time for lane in ends.lane] == [4, 3]


def test_settings_reach_tables_and_choose_them(tmp_path: Path) -> None:
    files = {
        "sites.csv": "name,role,rule\nshop,retailer,pass-on\n",
        "lanes.csv": "to,lead_time\nshop,1\n",
        "slow.csv": "to,lead_time\nshop,9\n",
    }
    path = write(tmp_path, 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n', files)
    scenario = read(path, settings={"site.shop.stock": "4", "lanes": "slow.csv", "lane.>shop.order_delay": "2"})
    assert (scenario.sites["shop"].stock, scenario.lane[0].lead_time, scenario.lane[0].order_delay) == (4, 9, 2)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("perods", "3", "found 'perods', which is no key of a scenario; did you mean 'periods'?"),
        ("sites.shop.stock", "3", "found 'sites', which names a CSV file; name the table: site.NAME.KEY"),
        ("site.shp.stock", "3", "found 'shp', which is no site; did you mean 'shop'?"),
        ("site.zzz.stock", "3", "found 'zzz', which is no site; give the name of a site"),
        ("site.shop.stok", "3", "found 'stok', which is no key of a site; did you mean 'stock'?"),
        ("site.shop", "3", "found no key of the site; give one of "),
        ("site.shop.stock.", "3", "found a path without a key at its end; give the name of the key"),
        ("site.shop.stock.x", "3", "found 'stock', which is not a table; set stock as a whole"),
        ("site.shop.items.tea.stock", "3", "found no table 'items'; set items as a whole"),
        ("site.maker.rule.level", "3", "found no table 'rule'; set rule as a whole"),
        ("site.*.items.stock", "3", "found no site with the key 'items'; name a site that has one"),
        ("lane.maker>shp.lead_time", "3", "found 'maker>shp', which is no lane; did you mean 'maker>shop'?"),
        ("lane.maker>shop.leadtime", "3", "found 'leadtime', which is no key of a lane; did you mean 'lead_time'?"),
        ("periods", "0", "periods: found 0; give 1 or more periods"),
        ("periods", "long", "periods: found 'long', which is not a whole number; give a whole number of periods"),
        ("site.shop.stock", "-1", "site 'shop', stock: found -1; give 0 or more units"),
        ("site.shop.demand.mean", "-1", "site 'shop', demand.mean: found -1; give 0 or more units"),
        ("site.shop.demand.meen", "1", "site 'shop', demand.meen: found an unknown key; did you mean 'mean'?"),
        ("lane.maker>shop.lead_time", "0", "lane 'maker -> shop', lead_time: found 0; give 1 or more periods"),
        ("", "3", "found '', which is no key of a scenario; give one of "),
    ],
)
def test_a_setting_that_meets_nothing_or_is_wrong(path: str, value: str, expected: str, tmp_path: Path) -> None:
    [line] = said(tmp_path, SHOP, settings={path: value})
    assert line.startswith(f"--set {path}={value}: {expected}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("site.shop.items.te.stock", "found 'te', which is no item of this site; did you mean 'tea'?"),
        ("site.shop.2.demand.mean", "found 'mean' where there are 2 demands; give 1 to 2"),
        ("site.shop.2.demand.3.mean", "found '3' where there are 2 demands; give 1 to 2"),
    ],
)
def test_a_setting_inside_what_there_are_several_of(path: str, expected: str, tmp_path: Path) -> None:
    assert said(tmp_path, DOTTED, settings={path: "1"}) == [f"--set {path}=1: {expected}"]


def test_a_setting_of_a_site_whose_items_have_rules_of_their_own(tmp_path: Path) -> None:
    text = DOTTED.replace('rule = "pass-on"\nitems = { tea = {}', 'items = { tea = { rule = "pass-on" }')
    remedy = "--set site.shop.rule.cap=3: found no table 'rule'; set items.tea.rule.cap, or set rule as a whole"
    assert remedy in said(tmp_path, text, settings={"site.shop.rule.cap": "3"})


def test_faults_of_settings_and_of_the_file_are_listed_together(tmp_path: Path) -> None:
    text = changed(("backlog_cost = 1.0", "backlog_cost = -1"))
    assert said(tmp_path, text, settings={"perods": "3", "site.shop.stock": "x"}) == [
        "shop.toml: site 'shop', backlog_cost: found -1; give 0 or more (money per unit and period)",
        "--set perods=3: found 'perods', which is no key of a scenario; did you mean 'periods'?",
        "--set site.shop.stock=x: site 'shop', stock: found 'x', which is not a number; give a number of units",
    ]


def test_settings_on_a_file_without_tables(tmp_path: Path) -> None:
    [fault] = said(tmp_path, 'name = "x"\nperiods = 3\nsite = 3', settings={"site.shop.stock": "3"})
    assert fault.startswith("shop.toml: site: found 3, which is no list of tables")


def test_one_of_several_lanes_between_two_sites_is_named_by_its_item_or_its_number() -> None:
    fast = {"from": "mill", "to": "plant", "item": "bolt", "lead_time": 1}
    scenario = read(plant({"plant": {"sourcing": "fastest"}}, fast))
    settings = {
        "lane.mill>plant (seat).lead_time": 8,
        "lane.mill -> plant#3.lead_time": 2,
        "lane.mill>plant (bolt).minimum": 5,
        "lane.mill>plant.order_delay": 1,
    }
    lanes = [lane for lane in scenario.with_(settings).lane if lane.source == "mill"]
    assert [(lane.item, lane.lead_time, lane.minimum, lane.order_delay) for lane in lanes] == [
        ("bolt", 3, 5, 1),
        ("seat", 8, 0, 1),
        ("bolt", 2, 5, 1),
    ]
    with pytest.raises(ScenarioError, match=r"found 'mill>plant#4', which is no lane; did you mean 'mill>plant'\?"):
        scenario.with_({"lane.mill>plant#4.lead_time": 2})
