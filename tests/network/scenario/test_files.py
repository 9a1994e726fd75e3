"""Files that cannot be read, and CSV tables: rows, columns and cells, with their lines."""

from pathlib import Path

import pytest

from bullwhip.network.scenario import faults, read
from bullwhip.network.scenario.demand import Empirical, Poisson, Series
from tests.network.scenario.files import DEMAND, SHOP, changed, lines, said, write

TABLES = 'name = "Big"\nperiods = 9\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
SITES = """\
name,role,stock,rule.type,rule.level,demand.type,demand.mean,person
shop,retailer,40,order-up-to,42.5,poisson,10,
kiosk,retailer,,pass-on,,,,true
maker,supplier,,,,,,
"""
LANES = "from,to,lead_time,order_delay,in_transit\nmaker,shop,3,,4;4.5\nmaker,kiosk,2,1,\n"
GOOD = {"sites.csv": SITES, "lanes.csv": LANES}


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
            "nme,role\nshop,retailer\n",
            ["sites.csv:1: column 'name': found no such column; rename the column 'nme', or add one"],
        ),
        (
            "sites.csv",
            "name\nshop\n",
            ["sites.csv:1: column 'role': found no such column; add a column 'role'"],
        ),
        (
            "sites.csv",
            "name;role\nshop;retailer\n",
            [
                "sites.csv:1: found a row without commas; separate cells by commas",
                "sites.csv:1: column 'name': found no such column; rename the column 'name;role', or add one",
                "sites.csv:1: column 'role': found no such column; rename the column 'name;role', or add one",
            ],
        ),
        (
            "sites.csv",
            SITES.replace("demand.type", "demand.typ"),
            [
                "sites.csv:1: column 'demand.typ': found an unknown column; did you mean 'demand.type'?",
                "sites.csv:2: site 'shop', demand.type: found no type; add type, the kind of demand",
            ],
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
    assert [line for line in found if line.startswith(name)][: len(expected)] == found[: len(expected)]
    for line, start in zip(found, expected, strict=False):
        assert line.startswith(start)
    assert all(line.startswith(name) for line in found), found


def test_tables_that_are_not_there(tmp_path: Path) -> None:
    files = {"site.csv": SITES, "latin.csv": ""}
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.csv").write_bytes(b"site,type\nM\xfcller,poisson\n")
    write(tmp_path, "", files)
    (tmp_path / "latin.csv").write_bytes(b"site,type\nM\xfcller,poisson\n")
    (tmp_path / "shop.toml").write_text(
        TABLES.replace('"lanes.csv"', '"folder"').replace("periods = 9", 'periods = 9\ndemand = "latin.csv"')
    )
    assert lines(faults(tmp_path / "shop.toml"), tmp_path) == [
        "shop.toml: sites: found 'sites.csv', and there is no such file; did you mean 'site.csv'?",
        "shop.toml: lanes: found 'folder', which is a folder; give the path of a CSV file",
        "latin.csv:2: found byte 0xfc, which is not UTF-8 text; save the file as UTF-8",
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


def test_series_come_from_columns(tmp_path: Path) -> None:
    demands = """[
        { type = "series", file = "sold.csv", column = "tea" },
        { type = "empirical", file = "sold.csv", column = "85123A" },
        { type = "series", file = "one.csv" },
    ]"""
    files = {"sold.csv": "day,tea,85123A\nMon,3,1\nTue,0,2.5\nWed,4,\n", "one.csv": "units\n7\n"}
    scenario = read(write(tmp_path, changed((DEMAND, demands)), files))
    tea, drawn, one = scenario.stockpoints()[0].terms.demand
    assert isinstance(tea, Series)
    assert list(tea.values) == [3, 0, 4]
    assert (tea.file, tea.column) == (None, None)
    assert isinstance(drawn, Empirical)
    assert list(drawn.values) == [1, 2.5]
    assert isinstance(one, Series)
    assert list(one.values) == [7]


def test_every_fault_of_a_series_has_its_line(tmp_path: Path) -> None:
    demands = """[
        { type = "series", file = "sold.csv", column = "tea" },
        { type = "series", file = "sold.csv", column = "tee" },
        { type = "series", file = "sold.csv" },
        { type = "series", file = "sold.csv", column = 3 },
        { type = "series", file = "sld.csv", column = "tea" },
        { type = "series", file = "sold.csv", column = "coffee", values = [3] },
        { type = "empirical", file = "sold.csv", column = "none" },
        { type = "empirical", file = "sold.csv", column = "day" },
    ]"""
    rows = "day,tea,none\n" + "Mon,3,\nTue,x,\nWed,-1,\nThu,,\nFri\nSat,nan,\nSun,1,\n"
    number = "which is not a number; give 0 or more units"
    assert said(tmp_path, changed((DEMAND, demands)), {"sold.csv": rows}) == [
        "shop.toml: site 'shop', demand[2].column: found 'tee', which is no column of sold.csv; did you mean 'tea'?",
        (
            "shop.toml: site 'shop', demand[3].column: found nothing, and sold.csv has several columns;"
            " give one of day, tea, none"
        ),
        "shop.toml: site 'shop', demand[4].column: found 3, which is not a text; put the column's name in quotes",
        "shop.toml: site 'shop', demand[5].file: found 'sld.csv', and there is no such file; did you mean 'sold.csv'?",
        "shop.toml: site 'shop', demand[6].file: found a file besides values; give one or the other",
        "sold.csv: column 'none': found no values; give one or more",
        "sold.csv: column 'day': found 1 more cell like these; give numbers, 0 or more",
        f"sold.csv:2: column 'day': found 'Mon', {number}",
        f"sold.csv:3: column 'tea': found 'x', {number}",
        f"sold.csv:3: column 'day': found 'Tue', {number}",
        "sold.csv:4: column 'tea': found -1; give 0 or more units",
        f"sold.csv:4: column 'day': found 'Wed', {number}",
        "sold.csv:5: column 'tea': found an empty cell; give 0 or more units",
        f"sold.csv:5: column 'day': found 'Thu', {number}",
        "sold.csv:6: found 1 cell; give 3, one for each column",
        f"sold.csv:7: column 'tea': found nan, {number}",
        f"sold.csv:7: column 'day': found 'Sat', {number}",
    ]


def test_an_untrusted_file_sees_its_own_folder_only(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "sold.csv").write_text("units\n7\n")
    (inside / "link.csv").symlink_to(tmp_path / "sold.csv")
    (inside / "own.csv").write_text("units\n7\n")
    for name in ("../sold.csv", str(tmp_path / "sold.csv"), "link.csv"):
        text = changed((DEMAND, f'{{ type = "series", file = "{name}" }}'))
        assert said(inside, text) == []
        assert said(inside, text, trusted=False) == [
            (
                f"shop.toml: site 'shop', demand.file: found '{name.replace(f'{inside}/', '')}', a file outside the"
                " scenario's own folder; give a file beside the scenario file"
            )
        ]
    assert said(inside, changed((DEMAND, '{ type = "series", file = "own.csv" }')), trusted=False) == []


def test_an_untrusted_mapping_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sites.csv").write_text(SITES)
    monkeypatch.chdir(tmp_path)
    [fault] = faults({"name": "x", "periods": 3, "sites": "sites.csv"}, trusted=False)
    assert str(fault).startswith("sites: found 'sites.csv', a file outside the scenario's own folder;")


def test_what_is_no_toml_file(tmp_path: Path) -> None:
    path = write(tmp_path, SHOP)
    path.write_bytes(SHOP.encode() + b"# caf\xe9\n")
    line = SHOP.count("\n") + 1
    said_of = {
        path: f"shop.toml:{line}: found byte 0xe9, which is not UTF-8 text; save the file as UTF-8",
        tmp_path / "shp.toml": "shp.toml: found no such file; did you mean 'shop.toml'?",
        tmp_path / "a\0b": "a\0b: found no such file; did you mean 'shop.toml'?",
    }
    for source, expected in said_of.items():
        assert lines(faults(source), tmp_path) == [expected]
    [folder] = faults(tmp_path)
    assert (folder.file, folder.found, folder.remedy) == (
        str(tmp_path),
        "a folder",
        "give the path of a TOML file",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = = 3\n", "shop.toml:1: found text that is not TOML: Invalid value; mend the syntax"),
        ("name = 3\n\nname = 4\n", "shop.toml:3: found text that is not TOML: Cannot overwrite a value"),
        ('name = "x"\nabout = """', "shop.toml:2: found text that is not TOML: "),
        ("a = " + "[" * 100_000, "shop.toml: found text that is not TOML: tables nested too deeply"),
        ("a = " + "1" * 10_000, "shop.toml: found text that is not TOML: Exceeds the limit"),
    ],
)
def test_a_syntax_error_has_its_line(text: str, expected: str, tmp_path: Path) -> None:
    [line] = said(tmp_path, text)
    assert line.startswith(expected)
