"""CSV tables of sites, lanes and demand: their rows, and the faults in them, with their lines."""

from pathlib import Path

import pytest

from bullwhip.network.demand import Poisson
from bullwhip.network.scenario import faults, read
from tests.network.scenario.files import GOOD, LANES, SHOP, SITES, TABLES, lines, said, write


def test_tables_read_as_if_they_were_toml(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, TABLES + 'demand = "demand.csv"', GOOD | {
        "demand.csv": "site,item,type,mean,season\nkiosk,,poisson,2,0.5;1\nshop,,poisson,3,\n"
    }))  # fmt: skip
    shop, kiosk = scenario.stockpoints()
    assert (shop.site, shop.terms.stock) == ("shop", 40)
    assert shop.terms.rule == {"type": "order-up-to", "level": 42.5}
    assert shop.terms.demand == (Poisson(type="poisson", mean=10), Poisson(type="poisson", mean=3))
    assert kiosk.terms.rule == {"type": "pass-on"}
    assert kiosk.terms.demand == (Poisson(type="poisson", mean=2, season=(0.5, 1)),)
    assert scenario.sites["kiosk"].person
    assert [lane.in_transit for lane in scenario.lane] == [(4, 4.5), ()]
    assert [lane.order_delay for lane in scenario.lane] == [0, 1]


def test_tables_follow_what_the_file_itself_lists(tmp_path: Path) -> None:
    text = SHOP.replace("warm_up = 30", 'sites = "sites.csv"\nlanes = "lanes.csv"')
    files = {"sites.csv": "name,role,rule\ndepot,distributor,pass-on\n", "lanes.csv": "to,lead_time\ndepot,1\n"}
    scenario = read(write(tmp_path, text, files))
    assert list(scenario.sites) == ["shop", "maker", "depot"]


def test_a_row_for_each_item(tmp_path: Path) -> None:
    sites = (
        "name,role,item,stock,rule\nshop,retailer,tea,3,pass-on\nshop,,00123,4.0,pass-on\n"
        "shop,retailer,milk,,pass-on\nmaker,supplier,,,\n"
    )
    demand = "site,item,type,value\nshop,tea,constant,3\nshop,00123,constant,4\nshop,tea,constant,5\n"
    files = {"sites.csv": sites, "lanes.csv": "from,to,lead_time\nmaker,shop,1\n", "demand.csv": demand}
    scenario = read(write(tmp_path, TABLES + 'demand = "demand.csv"', files))
    assert [(point.item, point.terms.stock, len(point.terms.demand)) for point in scenario.stockpoints()] == [
        ("tea", 3, 2),
        ("00123", 4, 1),
        ("milk", 0, 0),
    ]


def test_spreadsheets_habits_are_understood(tmp_path: Path) -> None:
    sites = '\ufeffname , role,rule, \r\n\r\n" shop", retailer ,pass-on,\r\n,,,\r\n'
    lanes = "to,lead_time\nshop,3.0\n"
    assert said(tmp_path, TABLES, {"sites.csv": sites, "lanes.csv": lanes}) == []


def test_every_faulty_row_is_named_with_its_line(tmp_path: Path) -> None:
    sites = """\
name,role,stock,rule.type,rule.level,colour
shop,retailer,many,order-up-to,3,
kiosk,retailer,3,order-up-to

stall,retailr,-1,pass-on,,
"two
lines",retailer,1,pass-on,,
shop,retailer,1,pass-on,,
maker,supplier,,,,
"""
    lanes = """\
from,to,lead_time,in_transit
maker,shop,2,1;2
maker,kiosk,0,
maker,stall,2.5,1;x
makr,two,1,
maker,"two
lines",1,
"""
    demand = "site,type,mean\nshop,poisson,-3\nshp,poisson,3\nstall,poison,3\nstall,poisson\n"
    files = {"sites.csv": sites, "lanes.csv": lanes, "demand.csv": demand}
    assert said(tmp_path, TABLES + 'demand = "demand.csv"', files) == [
        "sites.csv:1: column 'colour': found an unknown column; remove it",
        "sites.csv:2: site 'shop', stock: found 'many', which is not a number; give a number of units",
        "sites.csv:3: found 4 cells; give 6, one for each column",
        "sites.csv:5: site 'stall', stock: found -1; give 0 or more units",
        "sites.csv:5: site 'stall', role: found 'retailr', which is unknown; did you mean 'retailer'?",
        (
            "sites.csv:8: site 'shop', name: found a second site of this name (sites.csv:2);"
            " give each site a name of its own"
        ),
        "demand.csv:2: site 'shop', demand[1].mean: found -3; give 0 or more units",
        "demand.csv:3: site: found 'shp', which is no site; did you mean 'shop'?",
        "demand.csv:4: site 'stall', demand[1].type: found 'poison', which is unknown; did you mean 'poisson'?",
        "demand.csv:5: found 2 cells; give 3, one for each column",
        "lanes.csv:3: lane 'maker -> kiosk', lead_time: found 0; give 1 or more periods",
        (
            "lanes.csv:4: lane 'maker -> stall', lead_time: found 2.5, which is not a whole number;"
            " give a whole number of periods"
        ),
        "lanes.csv:4: lane 'maker -> stall', in_transit[2]: found 'x', which is not a number; give a number of units",
        "lanes.csv:5: lane 'makr -> two', from: found 'makr', which is no site; did you mean 'maker'?",
        "lanes.csv:5: lane 'makr -> two', to: found 'two', which is no site; add a [[site]] of this name",
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("sites.csv", "", ["sites.csv: found an empty file; give a row of column names, then rows"]),
        (
            "sites.csv",
            "name\nshop\n",
            ["sites.csv:1: column 'role': found no such column; add a column 'role'"],
        ),
        (
            "sites.csv",
            SITES.replace("person", "stock"),
            ["sites.csv:1: column 'stock': found two columns of this name; remove one"],
        ),
        (
            "lanes.csv",
            'from,to,lead_time\n"maker,shop,3\n',
            ["lanes.csv:2: found text that is not CSV (unexpected end of data)"],
        ),
        (
            "lanes.csv",
            LANES.replace("maker,kiosk,2,1,\n", ",kiosk,2,1\n"),
            ["lanes.csv:3: found 4 cells; give 5, one for each column"],
        ),
    ],
)
def test_a_table_that_is_broken_does_not_make_others_look_broken(
    name: str, content: str, expected: list[str], tmp_path: Path
) -> None:
    found = said(tmp_path, TABLES, GOOD | {name: content})
    assert len(found) == len(expected), found
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(start)


def test_tables_that_are_not_there(tmp_path: Path) -> None:
    files = {"site.csv": SITES, "latin.csv": ""}
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.csv").write_bytes(b"site,type\nM\x81ller,poisson\n")
    write(tmp_path, "", files)
    (tmp_path / "latin.csv").write_bytes(b"site,type\nM\x81ller,poisson\n")
    (tmp_path / "shop.toml").write_text(
        TABLES.replace('"lanes.csv"', '"folder"').replace("periods = 9", 'periods = 9\ndemand = "latin.csv"')
    )
    assert lines(faults(tmp_path / "shop.toml"), tmp_path) == [
        "shop.toml: sites: found 'sites.csv', and there is no such file; did you mean 'site.csv'?",
        "shop.toml: lanes: found 'folder', which is a folder; give the path of a CSV file",
        "latin.csv:2: found byte 0x81, which is neither UTF-8 nor Windows-1252 text; save the file as UTF-8",
    ]
    text = TABLES.replace('"sites.csv"', "3").replace('"lanes.csv"', r'"a\u0000b"')
    sites, lanes = said(tmp_path, text)
    assert sites == "shop.toml: sites: found 3, which is not a text; give the path of a CSV file"
    assert lanes.startswith(r"shop.toml: lanes: found 'a\x00b', which cannot be a path (")


def test_items_in_tables_must_fit(tmp_path: Path) -> None:
    sites = (
        "name,role,item,stock,rule\nshop,retailer,tea,3,pass-on\nshop,supplier,milk,4,pass-on\n"
        "shop,,tea,4,pass-on\nmaker,supplier,,,\n"
    )
    demand = "site,item,type,value\nshop,,constant,3\nshop,te,constant,4\nmaker,tea,constant,5\n"
    files = {"sites.csv": sites, "lanes.csv": "from,to,lead_time\nmaker,shop,1\n", "demand.csv": demand}
    assert said(tmp_path, TABLES + 'demand = "demand.csv"', files) == [
        "sites.csv:3: site 'shop', items.milk.role: found 'supplier', but 'retailer' above; give one or the other",
        "sites.csv:4: site 'shop', items.tea: found a second row for this item; remove one of them",
        "demand.csv:2: site 'shop', item: found no item at a site that keeps several; give one of tea, milk",
        "demand.csv:3: site 'shop', item: found 'te', which this site does not keep; did you mean 'tea'?",
        "demand.csv:4: site 'maker', item: found 'tea', which this site does not keep; give one of item",
    ]


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        (
            "lead_time,lead_time.type,lead_time.value",
            "3,constant,3",
            ["lead_time.type': found 'constant'", "value': found 3"],
        ),
        ("lead_time.type,lead_time.value,lead_time", "constant,3,3", ["lead_time': found 3"]),
        ("lead_time,yield,yield.type", "3,0.5,constant", ["yield.type': found 'constant'"]),
        ("lead_time,yield,yield.type", "3,0.5,", []),
        ("lead_time,lead_time.type,lead_time.value", ",constant,3", []),
    ],
)
def test_a_row_says_a_number_or_a_law(columns: str, cells: str, expected: list[str], tmp_path: Path) -> None:
    lanes = f"from,to,order_delay,{columns}\nmaker,shop,1,{cells}\nmaker,kiosk,1,{cells}\n"
    found = said(tmp_path, TABLES, GOOD | {"lanes.csv": lanes})
    both = [f"{key}, beside what the row says of" for _ in range(2) for key in expected]
    assert len(found) == len(both), found
    assert all(more in line for line, more in zip(found, both, strict=True))
    assert not expected or found[0].startswith("lanes.csv:2: column '")


@pytest.mark.parametrize(("bare", "sound"), [("order-up-to", True), ("pass-on", False)])
@pytest.mark.parametrize("first", ["rule,rule.type,rule.level", "rule.type,rule.level,rule"])
def test_a_rule_has_one_type(first: str, bare: str, sound: bool, tmp_path: Path) -> None:
    cells = dict(zip(("rule", "rule.type", "rule.level"), (bare, "order-up-to", "42"), strict=True))
    shop = ",".join(cells[name] for name in first.split(","))
    sites = f"name,role,{first},demand.type,demand.mean\nshop,retailer,{shop},poisson,10\nmaker,supplier,,,,,\n"
    found = said(tmp_path, TABLES, {"sites.csv": sites, "lanes.csv": "from,to,lead_time\nmaker,shop,1\n"})
    assert (found == []) == sound
    assert sound or "give one or the other" in found[0]
