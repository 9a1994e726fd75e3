"""Disruptions as files have them: what is read, and every fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.kinds import Change, Effect, Kind, Strength, Where
from bullwhip.network.scenario import Scenario, faults, read
from bullwhip.network.scenario.disruption import Chance, Recovery
from tests.network.scenario.files import GOOD, SHOP, TABLES, said, write

STORM = {"name": "storm", "kind": "shipping", "start": 3}
TIMINGS = "start, window, chance, every, periods, after"


class Flood(Kind):
    """A kind of one's own."""

    name = "flood"
    where = Where.KEEPS

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        return {Effect.STOCK: Change(1.0 - intensity)}


class Drizzle(Kind):
    """One that does nothing."""

    name = "drizzle"
    where = Where.KEEPS


def shop(*tables: dict[str, Any]) -> dict[str, Any]:
    document = tomllib.loads(SHOP)
    document["site"][0]["region"] = "north"
    return document | {"disruption": list(tables)}


def said_of(*tables: dict[str, Any]) -> list[str]:
    return [str(fault).replace("disruption 'storm'", "storm") for fault in faults(shop(*tables))]


def test_a_table_says_what_where_when_and_how_hard() -> None:
    scenario = read(shop(STORM | {"site": "maker", "length": 5, "severity": 0.5, "announced": 2}))
    (storm,) = scenario.disruption
    assert (storm.name, storm.kind, storm.site, storm.start, storm.length) == ("storm", "shipping", ("maker",), 3, 5)
    assert (storm.share, storm.announced, storm.timings) == (0.5, 2, ("start",))
    assert read(scenario.document()) == scenario
    assert read(tomllib.loads(scenario.to_toml())) == scenario


def test_everything_that_is_not_given_has_its_default() -> None:
    (storm,) = read(shop(STORM)).disruption
    assert (storm.site, storm.region, storm.item, storm.lane, storm.length) == ((), (), (), "", 1)
    assert (storm.severity, storm.share, storm.recovery, storm.announced, storm.cause) == (None, 1.0, None, 0, None)


def test_lists_and_inner_tables() -> None:
    table = {"name": "storm", "kind": "demand", "site": ["shop"], "region": ["north"], "factor": 2}
    table |= {"chance": {"down": 0.1, "up": 0.5}, "recovery": {"shape": "linear", "periods": 3}}
    (storm,) = read(shop(table)).disruption
    assert (storm.chance, storm.recovery) == (Chance(down=0.1, up=0.5), Recovery(shape="linear", periods=3))
    (storm,) = read(shop(table)).with_({"disruption.storm.chance.down": 0.2}).disruption
    assert storm.chance == Chance(down=0.2, up=0.5)


def test_laws_of_when_and_how_long(tmp_path: Path) -> None:
    table = '\n[[disruption]]\nname = "storm"\nkind = "shipping"\nevery = { type = "poisson", mean = 9 }\n'
    table += 'lasts = { type = "empirical", file = "days.csv", column = "days" }\n'
    (storm,) = read(write(tmp_path, SHOP + table, {"days.csv": "days\n2\n5\n"})).disruption
    assert storm.every is not None
    assert storm.lasts is not None
    assert (storm.every.mean, storm.lasts.kind.values) == (pytest.approx(9, abs=0.01), (2, 5))  # type: ignore[union-attr]


def test_a_csv_table_has_a_row_for_each(tmp_path: Path) -> None:
    rows = "name,kind,site,start,length,periods,recovery.shape,recovery.periods,chance.down,chance.up\n"
    rows += "storm,shipping,maker,3,2,,linear,4,,\nspike,demand,shop;kiosk,,,3;5;9,,,,\nstrike,orders,,,,,,,0.1,0.5\n"
    text = 'disruptions = "storms.csv"\n' + TABLES
    kiosk = GOOD["sites.csv"].replace("kiosk,retailer,,pass-on,,,,true", "kiosk,retailer,,pass-on,,poisson,3,true")
    scenario = read(write(tmp_path, text, GOOD | {"storms.csv": rows, "sites.csv": kiosk}))
    storm, spike, strike = scenario.disruption
    assert (storm.start, storm.length, storm.recovery) == (3, 2, Recovery(shape="linear", periods=4))
    assert (spike.site, spike.periods) == (("shop", "kiosk"), (3, 5, 9))
    assert (strike.chance, strike.timings) == (Chance(down=0.1, up=0.5), ("chance",))
    wrong = rows.replace("storm,shipping,maker", "storm,shiping,maker").replace("length", "lenght")
    assert said(tmp_path, text, GOOD | {"storms.csv": wrong, "sites.csv": kiosk}) == [
        "storms.csv:1: column 'lenght': found an unknown column; did you mean 'length'?",
        "storms.csv:2: disruption 'storm', kind: found 'shiping', which is unknown; did you mean 'shipping'?",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"site": "shoop"}, "storm, site: found 'shoop', which is no site; did you mean 'shop'?"),
        ({"site": ["maker", "x"]}, "storm, site[2]: found 'x', which is no site; take it out"),
        ({"region": "nort"}, "storm, region: found 'nort', which is no region of any site; did you mean 'north'?"),
        ({"item": "tea"}, "storm, item: found 'tea', which is no item of any site; take it out"),
        ({"lane": "maker>shp"}, "storm, lane: found 'maker>shp', which is no lane; did you mean 'maker>shop'?"),
        ({"kind": "shiping"}, "storm, kind: found 'shiping', which is unknown; did you mean 'shipping'?"),
        ({"lenght": 3}, "storm, lenght: found an unknown key; did you mean 'length'?"),
        ({"length": 0}, "storm, length: found 0; give 1 or more periods"),
        ({"length": -2}, "storm, length: found -2; give 1 or more periods"),
        ({"start": 0}, "storm, start: found 0; give 1 or more (period)"),
        ({"start": 366}, "storm, start: found 366, beyond the run; give one up to 365, or a longer run"),
        ({"severity": 0}, "storm, severity: found 0; give more than 0 (share)"),
        ({"severity": 1.5}, "storm, severity: found 1.5; give at most 1 (share)"),
        ({"factor": 2}, "storm, factor: found 2, which says nothing of shipping; remove it; give severity"),
        ({"under_way": True}, "storm, under_way: found true, which says nothing of shipping; remove it; give severity"),
        ({"delay": 1}, "storm, delay: found 1, which says nothing beside start; remove it, or give after"),
        ({"lasts": 1}, "storm, lasts: found 1, which says nothing beside start; remove it, or give every"),
        (
            {"window": [2, 4]},
            f"storm, window: found start and window, which all say when it is on; give one of {TIMINGS}",
        ),
        (
            {"recovery": {"shape": "linear"}},
            "storm, recovery.periods: found 0 where it goes away linear; give 1 or more periods",
        ),
        (
            {"recovery": {"shape": "step", "periods": 2}},
            "storm, recovery.periods: found 2 where it goes away at once; leave it out",
        ),
        (
            {"kind": "demand", "factor": 2, "addition": 1},
            "storm, addition: found factor and addition, which all say how strong it is; give one of them",
        ),
        (
            {"kind": "demand", "site": "maker"},
            ("storm: found nothing that customers buy there; give others: demand is of stockpoints of the "
            "sites from which customers buy"),
        ),
        (
            {"kind": "demand", "lane": "maker>shop"},
            "storm, lane: found 'maker>shop', where demand is of stockpoints; give site and item instead",
        ),
        ({"kind": "lead_time"}, "storm: found nothing that says how strong it is, of lead_time; give longer or factor"),
        (
            {"kind": "lead_time", "factor": 1},
            "storm, factor: found 1, which makes no lead time longer; give more than 1",
        ),
        (
            {"kind": "capacity"},
            ("storm: found nothing there whose capacity could be limited; give the site or the lane a "
            "capacity, or a lane to stop"),
        ),
        (
            {"kind": "capacity", "lane": "maker>shop", "severity": 0.5},
            ("storm: found nothing there whose capacity could be limited; give the site or the lane a "
            "capacity, or severity 1 to stop a lane or a site's recipes"),
        ),
        (
            {"site": "shop", "region": "north", "lane": "maker>shop"},
            ("storm: found places of which none fits all that is given; give others: shipping is of lanes by "
            "which goods leave the sites, to their customers as well; not what recipes make there"),
        ),
    ],
)  # fmt: skip
def test_one_fault(changes: dict[str, Any], expected: str) -> None:
    assert said_of(STORM | changes) == [expected]


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ({}, f"storm: found nothing that says when it is on; give one of {TIMINGS}"),
        ({"window": [4, 2]}, "storm, window[2]: found 2, before 4; give the first period, then the last"),
        ({"window": [4, 400]}, "storm, window: found 400, beyond the run; give one up to 365, or a longer run"),
        ({"chance": {"down": 0, "up": 1}}, "storm, chance.down: found 0; give more than 0 (share per period)"),
        (
            {"chance": {"down": 0.5}},
            ("storm, chance.up: found nothing; add up (how likely it is over in the period after one in which "
            "it was on, above 0 to 1)"),
        ),
        ({"periods": [3, 3]}, "storm, periods[2]: found 3, after 3; give later and later periods"),
        ({"periods": [3, 2]}, "storm, periods[2]: found 2, after 3; give later and later periods"),
        ({"periods": [366]}, "storm, periods: found 366, beyond the run; give one up to 365, or a longer run"),
        (
            {"periods": [3], "length": 2},
            ("storm, length: found 2, which says nothing beside periods; remove it, or give start or window "
            "or after"),
        ),
        ({"every": 0}, "storm, every: found 0; give 1 or more periods"),
        (
            {"chance": {"down": 0.1, "up": 1}, "announced": 2},
            ("storm, announced: found 2, of what nobody knows beforehand (chance); leave it out, or give "
            "start or window or periods"),
        ),
        ({"after": "strom"}, "storm, after: found 'strom', which is no disruption; did you mean 'storm'?"),
        (
            {"after": "storm"},
            ("storm, after: found a circle: storm after storm; give one of them a start, a window, chance, "
            "every or periods"),
        ),
    ],
)  # fmt: skip
def test_one_fault_of_when_it_is(timing: dict[str, Any], expected: str) -> None:
    assert said_of({"name": "storm", "kind": "shipping"} | timing) == [expected]


def test_faults_of_several() -> None:
    assert said_of(STORM, STORM) == ["storm, name: found a second disruption of this name; give each a name of its own"]
    circle = [{"name": name, "kind": "shipping", "after": other} for name, other in (("storm", "b"), ("b", "storm"))]
    remedy = "give one of them a start, a window, chance, every or periods"
    assert said_of(*circle) == [
        f"storm, after: found a circle: storm after b after storm; {remedy}",
        f"disruption 'b', after: found a circle: b after storm after b; {remedy}",
    ]
    assert said_of(*circle, {"name": "c", "kind": "shipping", "after": "b"}) == said_of(*circle)


def test_an_onset_during_its_own_recovery_is_fine() -> None:
    table = STORM | {"recovery": {"shape": "exponential", "periods": 9}}
    assert said_of(table, table | {"name": "b", "start": 5}) == []
    del table["start"]
    assert said_of(table | {"periods": [1, 3]}) == []


def test_a_kind_of_ones_own(tmp_path: Path) -> None:
    text = '\n[[disruption]]\nname = "flood"\nkind = "{}"\nstart = 2\n'
    path = write(tmp_path, SHOP + text.format("tests.network.scenario.test_disruptions:Flood"))
    (flood,) = read(path).disruption
    assert flood.does is Flood
    path = write(tmp_path, SHOP + text.format("tests.network.scenario.test_disruptions:STORM"))
    (fault,) = faults(path, trusted=False)
    assert "a kind by its import path; give a shipped kind: this file is not trusted with code" in str(fault)
    (fault,) = faults(path)
    assert "which is no kind of disruption; derive it from" in str(fault)
    (fault,) = faults(write(tmp_path, SHOP + text.format("tests.network.scenario.test_disruptions:Drizzle")))
    assert "a kind that changes nothing; give the class `changes`, which says what it does" in str(fault)


def test_a_file_of_tables_that_is_no_list() -> None:
    document = shop() | {"disruption": STORM}
    assert [str(fault) for fault in faults(document)] == [
        "disruption: found a table; write [[disruption]] above each disruption"
    ]


def test_a_fault_of_the_sites_hides_what_it_says_nothing_of() -> None:
    document = shop(STORM | {"site": "nowhere"})
    assert len(faults(document | {"site": "x"})) == 1


def test_a_scenario_under_other_disruptions_stays_as_it_is_itself() -> None:
    scenario = Scenario.of(shop(STORM))
    (storm,) = scenario.disruption
    twice = scenario.under((storm, storm.model_copy(update={"name": "second"})))
    assert [one.name for one in twice.disruption] == [storm.name, "second"]
    assert scenario.disruption == (storm,)
    assert twice.document()["disruption"][0] == scenario.document()["disruption"][0]
    assert "disruption" not in scenario.under(()).document()
