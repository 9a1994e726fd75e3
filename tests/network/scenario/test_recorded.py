"""Recorded demand as people keep it: by date, long and wide, with totals, gaps and returns, from any spreadsheet."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullwhip.network.scenario import hints, read
from tests.network.scenario.files import DEMAND, GOOD, LANES, TABLES, changed, said, write

SALES = """Date,Sales
27/09/2011,5
13/12/2011,40
27/09/2011,23
13/12/2011,1
16/12/2011,80
16/12/2011,80
,
28/12/2011,-1
28/12/2011,3
"""


def demand(keys: str, period: str = "day") -> str:
    """The corner shop with a recorded demand."""
    table = f'{{ type = "series", file = "sold.csv"{", " * bool(keys)}{keys} }}'
    return changed((DEMAND, table), ('period = "day"', f'period = "{period}"'))


def values(folder: Path, content: str | bytes, keys: str = "", period: str = "day") -> list[float]:
    path = write(folder, demand(keys, period))
    (folder / "sold.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    [found] = read(path).stockpoints()[0].terms.demand
    return list(found.values)  # type: ignore[attr-defined]


def refused(folder: Path, content: str, keys: str = "", period: str = "day") -> list[str]:
    return said(folder, demand(keys, period), {"sold.csv": content})


def test_a_file_with_dates_is_read_by_its_dates(tmp_path: Path) -> None:
    found = values(tmp_path, SALES, 'column = "Sales", returns = true')
    first = date(2011, 9, 27)
    assert len(found) == (date(2011, 12, 28) - first).days + 1
    told = {(first + timedelta(day)).isoformat(): units for day, units in enumerate(found) if units}
    assert told == {"2011-09-27": 28, "2011-12-13": 41, "2011-12-16": 160, "2011-12-28": 2}
    assert values(tmp_path, SALES, "returns = true") == found  # the only column beside the dates


def test_units_below_zero_are_refused_unless_they_are_returns(tmp_path: Path) -> None:
    assert refused(tmp_path, SALES) == [
        "sold.csv:9: column 'Sales': found -1; say returns = true if units come back, or give 0 or more units"
    ]
    assert values(tmp_path, "day,units\n2024-01-01,3\n2024-01-02,-5\n2024-01-03,1\n", "returns = true") == [3, 0, 1]


def test_rows_are_periods_only_if_the_scenario_says_so(tmp_path: Path) -> None:
    rows = "day,units\n2024-01-01,3\n2024-01-05,4\n"
    assert values(tmp_path, rows, 'by = "row"') == [3, 4]
    assert values(tmp_path, rows) == [3, 0, 0, 0, 4]
    [told] = refused(tmp_path, rows, period="shop day")
    assert told == (
        "shop.toml: site 'shop', demand.by: found nothing, and sold.csv has dates, but a period is called 'shop day'; "
        "call the period day, week, month, quarter or year, or say by = 'row' if each row is a period"
    )


@pytest.mark.parametrize(
    ("period", "expected"),
    [("week", [3, 4, 0, 5]), ("weeks", [3, 4, 0, 5]), ("month", [7, 5]), ("quarter", [12]), ("Year", [12])],
)
def test_periods_are_those_of_the_scenario(period: str, expected: list[float], tmp_path: Path) -> None:
    rows = "day,units\n2024-02-05,3\n2024-02-14,4\n2024-03-01,5\n"
    assert values(tmp_path, rows, period=period) == expected


def test_the_first_period_begins_where_the_scenario_says(tmp_path: Path) -> None:
    rows = "day,units\n2024-02-05,3\n2024-02-07,4\n"
    assert values(tmp_path, rows, "start = 2024-02-06") == [0, 4]
    assert values(tmp_path, rows, 'start = "2024-02-04"') == [0, 3, 0, 4]
    assert refused(tmp_path, rows, 'start = "spring"') == [
        "shop.toml: site 'shop', demand.start: found 'spring', which is no date; give a date like 2011-12-31"
    ]
    [late] = refused(tmp_path, rows, "start = 2025-01-01")
    assert late == (
        "shop.toml: site 'shop', demand.start: found 2025-01-01, later than all dates of sold.csv (the last is "
        "2024-02-07); give a date of the record, or leave it out"
    )


@pytest.mark.parametrize(
    ("cells", "keys"),
    [
        (["2024-01-30", "2024-02-03"], ""),
        (["2024-01-30 08:26:00", "2024-02-03T10:00"], ""),
        (["2024/1/30", "2024/2/3"], ""),
        (["30.1.2024", "3.2.2024"], ""),
        (["30/01/2024", "03/02/2024"], ""),
        (["01/30/2024", "02/03/2024"], ""),
        (["30-1-2024", "3-2-2024"], ""),
        (["30 Jan 24", "03 Feb 24"], ', date_format = "%d %b %y"'),
        (["20240130", "20240203"], ', dates = "when", date_format = "%Y%m%d"'),
    ],
)
def test_dates_are_read_as_they_are_written(cells: list[str], keys: str, tmp_path: Path) -> None:
    rows = f"when,units\n{cells[0]},3\n{cells[1]},4\n"
    assert values(tmp_path, rows, f'column = "units"{keys}') == [3, 0, 0, 0, 4]


def test_dates_that_may_be_two_are_refused(tmp_path: Path) -> None:
    rows = "day,units\n03/04/2011,3\n05/04/2011,4\n"
    [told] = refused(tmp_path, rows)
    assert told == (
        "sold.csv:2: column 'day': found '03/04/2011', and no date in the column tells which is the day; give "
        'date_format = "%d/%m/%Y" (day first) or date_format = "%m/%d/%Y" (month first)'
    )
    assert values(tmp_path, rows, 'date_format = "%d/%m/%Y"') == [3, 0, 4]
    assert len(values(tmp_path, rows, 'date_format = "%m/%d/%Y"')) == 62
    assert "one has the day first, the other the month" in refused(tmp_path, rows + "13/04/2011,1\n04/13/2011,1\n")[0]
    assert refused(tmp_path, "day,units\n2011-01-05,3\n2011-01-06,3\n2011-02-31,4\n") == [
        "sold.csv:4: column 'day': found '2011-02-31', which is no date; give dates like 2011-12-31"
    ]


@pytest.mark.parametrize("word", ["Total", "TOTAL", "Summe", "Gesamtsumme", "Somme", "Suma", "Grand total", "合计"])
def test_a_row_of_totals_is_a_fault(word: str, tmp_path: Path) -> None:
    told = f"sold.csv:4: found {word!r}, a row of totals; remove it"
    assert refused(tmp_path, f"day,units\n2024-01-01,3\n2024-01-02,4\n{word},7\n") == [told]
    assert refused(tmp_path, f"name,units\nMon,3\nTue,4\n{word},7\n", 'column = "units"') == [told]


def test_what_was_probably_not_meant_is_hinted_at(tmp_path: Path) -> None:
    path = write(tmp_path, demand('column = "units"'), {"sold.csv": "units\n3\n4\n5\n12\n"})
    assert hints(read(path)) == [
        "sold.csv, column 'units': the last value is the sum of all others; is it a total?",
        "the recorded demand of 'shop' ends after 4 of 365 days, and begins again",
    ]
    write(tmp_path, demand('column = "units"'), {"sold.csv": "day,units\n2024-01-01,3\n2024-01-01,3\n2024-12-31,1\n"})
    assert hints(read(path)) == ["sold.csv: 1 row is the same as one above; their units add up"]


def test_a_gap_is_never_a_shift_in_time(tmp_path: Path) -> None:
    gap = "sold.csv:3: column 'units': found an empty cell; give 0 or more units"
    assert refused(tmp_path, "units\n4\n\n9\n") == [gap]
    assert refused(tmp_path, "a,units\nx,4\n\ny,9\n", 'column = "units"') == [gap]
    assert values(tmp_path, "a,units\nx,4\ny,9\n\n,\n\n", 'column = "units"') == [4, 9]  # below the last row
    top = 'name = "x"\nperiods = 9\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    sites = "name,role,stock,rule.type,demand.type,demand.values,demand.season\nshop,retailer,9,pass-on,series,{},{}\n"
    lanes = "to,lead_time,in_transit,in_mail,order_delay\nshop,4,10;;;40,;3,2\n"
    files = {"sites.csv": sites.format("4;5", ""), "lanes.csv": lanes}
    lane = read(write(tmp_path, top, files)).lane[0]
    assert (lane.in_transit, lane.in_mail) == ((10, 0, 0, 40), (0, 3))
    for cells, key in ((("4;;9", ""), "demand.values"), (("4", "1;;2"), "demand.season")):
        [told] = said(tmp_path, top, {"sites.csv": sites.format(*cells), "lanes.csv": lanes})
        assert told.startswith(f"sites.csv:2: site 'shop', {key}[2]: found an empty entry; give a number")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_files_are_read_as_spreadsheets_write_them(encoding: str, separator: str, tmp_path: Path) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([["Tag", "Stück"], ["1.3.2024", "2,5"], ["3.3.2024", "1000"]])
    assert values(tmp_path, text.getvalue().encode(encoding), 'column = "Stück"') == [2.5, 0, 1000]


def test_excels_own_first_line_is_no_row(tmp_path: Path) -> None:
    assert values(tmp_path, "sep=;\nunits;x\n3;1\n4;2\n", 'column = "units"') == [3, 4]
    assert refused(tmp_path, "sep=;\nunits;x\nfew;1\n4;2\n", 'column = "units"')[0].startswith("sold.csv:3: column")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1.234,5", "2"], "sold.csv:2: found '1.234,5', its thousands set apart; write numbers without that"),
        (["1,234.5", "2"], "sold.csv:2: found '1,234.5', its thousands set apart; write numbers without that"),
        (["2", "1,234"], "sold.csv:3: found '1,234', which may be 1234 or 1.234; write 1234, or a decimal point"),
        (
            ["2.5", "1,25"],
            "sold.csv:3: found '1,25', and '2.5' in line 2; write all decimals with a point, or all with a comma",
        ),
    ],
)
def test_numbers_that_may_be_two_are_refused_once(cells: list[str], told: str, tmp_path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["units", "name"], *([cell, "a"] for cell in cells)])
    assert refused(tmp_path, text.getvalue(), 'column = "units"') == [told]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            'date,site,units\n2024-03-01,south,"1,200"\n',
            "demand.csv:2: found '1,200', which may be 1200 or 1.200; write 1200, or a decimal point",
        ),
        (
            "site;type;mean\nsouth;poisson;1.200,5\n",
            "demand.csv:2: found '1.200,5', its thousands set apart; write numbers without that",
        ),
        (
            "date;north/tea;south\n2024-03-01;1,5;3\n2024-03-02;4.5;3\n",
            "demand.csv:2: found '1,5', and '4.5' in line 3; write all decimals with a point, or all with a comma",
        ),
        ("date,site,units\n", "demand.csv: found no rows below the names of the columns; add one for each date"),
        ("period,site,units\n", "demand.csv: found no rows below the names of the columns; add one for each date"),
        ("date,site,units\n2024-03-01,north\n", "demand.csv:2: found 2 cells; give 3, one for each column"),
        ("date,site,units\n,south,3\n", "demand.csv:1: column 'date': found no dates; give each row one"),
        (
            "date,site,units\n2024-03-01,south,true\n",
            "demand.csv:2: column 'units': found true, which is not a number; give 0 or more units",
        ),
        (
            "date,south,north/tea\n2024-03-01,\u221212,3\n",
            "demand.csv:2: column 'south': found -12; say returns = true if units come back, or give 0 or more units",
        ),
    ],
)
def test_a_fault_of_a_demand_table_is_one_fault(table: str, told: str, tmp_path: Path) -> None:
    assert said(tmp_path, TWO % '"demand.csv"', {"demand.csv": table}) == [told]


def test_the_minus_of_typesetters_is_one(tmp_path: Path) -> None:
    sold = "date;units\n2024-03-01;\u22121,5\n2024-03-01;4,5\n2024-03-02;\u22123\n2024-03-02;5\n"
    assert values(tmp_path, sold, "returns = true") == [3, 2]


def test_one_comma_decides_for_the_whole_file(tmp_path: Path) -> None:
    assert values(tmp_path, "units;x\n1,234;a\n0,5;b\n", 'column = "units"') == [1.234, 0.5]


TWO = """
name = "Two"
period = "day"
periods = 5
demand = %s

[[site]]
name = "north"
role = "retailer"
[site.items.tea]
rule = "pass-on"
[site.items.jam]
rule = "pass-on"

[[site]]
name = "south"
role = "retailer"
[site.items.tea]
rule = "pass-on"

[[lane]]
to = "north"
lead_time = 1
[[lane]]
to = "south"
lead_time = 1
"""
LONG = """Date,Site,Item,Units
2024-03-01,north,tea,3
2024-03-01,south,tea,1
2024-03-03,north,jam,2
2024-03-05,north,tea,4
2024-03-05,north,tea,1
"""
WIDE = """Date,north/tea,north/jam,south
2024-03-01,3,,1
2024-03-03,,2,
2024-03-05,5,0,0
"""
ASKED = {"north tea": [3, 0, 0, 0, 5], "north jam": [0, 0, 2, 0, 0], "south tea": [1, 0, 0, 0, 0]}


def asked(folder: Path, content: str, given: str = '"demand.csv"') -> dict[str, list[float]]:
    scenario = read(write(folder, TWO % given, {"demand.csv": content}))
    return {
        f"{point.site} {point.item}": list(point.terms.demand[0].values)  # type: ignore[attr-defined]
        for point in scenario.stockpoints()
        if point.terms.demand
    }


def test_a_demand_table_is_read_long_and_wide(tmp_path: Path) -> None:
    assert asked(tmp_path, LONG) == ASKED
    assert asked(tmp_path, WIDE) == ASKED
    assert asked(tmp_path, LONG.replace(",", ";")) == ASKED
    by_number = LONG.replace("Date", "Period").replace("2024-03-0", "")
    assert asked(tmp_path, by_number) == ASKED
    unsorted = "\n".join([LONG.splitlines()[0], *reversed(LONG.splitlines()[1:])])
    assert asked(tmp_path, unsorted) == ASKED


def test_a_demand_table_takes_the_keys_of_a_series(tmp_path: Path) -> None:
    back = LONG + "2024-03-05,north,tea,-2\n"
    given = '{ file = "demand.csv", returns = true, start = 2024-03-03, type = "empirical" }'
    assert asked(tmp_path, back, given)["north tea"] == [0, 0, 3]
    told = said(tmp_path, TWO % '{ file = "demand.csv", retuns = true }', {"demand.csv": LONG})
    assert told == ["shop.toml: demand.retuns: found an unknown key; did you mean 'returns'?"]


def test_what_is_wrong_with_a_demand_table_is_said_once(tmp_path: Path) -> None:
    def told(content: str) -> list[str]:
        return said(tmp_path, TWO % '"demand.csv"', {"demand.csv": content})

    many = "".join(f"2024-03-01,nort,tea,{k}\n" for k in range(800))
    assert told(LONG + many) == ["demand.csv:7: site: found 'nort', which is no site (800 rows); did you mean 'north'?"]
    towns = "".join(f"2024-03-01,town {k},tea,1\n" for k in range(800))
    found = told(LONG + towns)
    assert len(found) == 6
    assert any("795 more names like these" in line for line in found)
    wide = "Date," + ",".join(f"x{k}" for k in range(800)) + "\n2024-03-01" + ",1" * 800 + "\n"
    found = told(wide)
    assert len(found) == 6
    assert "name the columns date, site, item and units" in found[1]
    more = LONG.replace("Units", "Price").replace("Item", "Item,Pieces")
    [two] = told(more.replace("tea,", "tea,7,").replace("jam,", "jam,7,"))
    assert two == (
        "demand.csv:1: found 2 columns that may be the units (Pieces, Price, ...); name the columns date, site, item "
        "and units (or say which they are with sites, items and units)"
    )
    assert told(LONG + "Total,,,11\n")[0].startswith("demand.csv:7: found 'Total', a row of totals")
    named = TWO % '{ file = "demand.csv", dates = "Day", sites = "Shop", items = "Item", units = "Units" }'
    assert said(tmp_path, named, {"demand.csv": "Day,Shop,Item,Units\n"}) == [
        "demand.csv: found no rows below the names of the columns; add one for each date"
    ]
    assert told(LONG.replace("north,jam", "north,salt")) == [
        "demand.csv:4: north, item: found 'salt', which this site does not keep; give one of tea, jam"
    ]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=1, max_size=30), st.randoms())
@settings(max_examples=30)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, int]], luck: Any) -> None:
    import tempfile

    first = date(2024, 1, 1)
    with tempfile.TemporaryDirectory() as folder:
        start = f"start = {first.isoformat()}"
        written = [f"{(first + timedelta(day)).isoformat()},{units}" for day, units in rows]
        one = values(Path(folder), "\n".join(["day,units", *written]), start)
        luck.shuffle(written)
        assert values(Path(folder), "\n".join(["day,units", *written]), start) == one
    assert sum(one) == sum(units for _, units in rows)


def test_large_files_take_little_memory_and_no_long_time(tmp_path: Path) -> None:
    wide = ",".join(f"c{k}" for k in range(40_000)) + "\n" + ",".join("1" * 40_000) + "\n"
    assert values(tmp_path, wide, 'column = "c39999"') == [1]  # took a minute when names were compared one by one
    long = b"units,b\n" + b"12,3\n" * 60_000
    tracemalloc.start()
    try:
        assert len(values(tmp_path, long, 'column = "units", by = "row"')) == 60_000
        assert tracemalloc.get_traced_memory()[1] < 40e6
    finally:
        tracemalloc.stop()
    tables = 'name = "x"\nperiods = 3\nsites = "sites.csv"\n'
    strange = "name,role," + ",".join(f"c{k}" for k in range(2_000)) + "\nshop,retailer" + "," * 2_000 + "\n"
    found = said(tmp_path, tables, {"sites.csv": strange})
    assert len(found) < 30


def test_many_broken_rows_are_a_few_faults(tmp_path: Path) -> None:
    found = said(tmp_path, TABLES, GOOD | {"lanes.csv": LANES + "a,b\n" * 800})
    assert len(found) == 6
    assert found[0] == "lanes.csv: found 795 more rows with a wrong number of cells; give 5, one for each column"


def test_a_point_may_set_thousands_apart_where_semicolons_separate(tmp_path: Path) -> None:
    text = changed((DEMAND, '{ type = "series", file = "a.csv", column = "a" }'))
    [line] = said(tmp_path, text, {"a.csv": "a;b\n1.234;x\n5;y\n"})
    assert line == "a.csv:2: found '1.234', which may be 1234 or 1,234; write 1234 or 1.2340"
    assert said(tmp_path, text, {"a.csv": "a;b\n1.234;x\n5.5;y\n"}) == []
    assert said(tmp_path, text, {"a.csv": "a,b\n1.234,x\n5,y\n"}) == []


def test_a_list_in_a_cell_has_decimal_commas(tmp_path: Path) -> None:
    lanes = 'from;to;lead_time;order_delay;in_transit\nmaker;shop;3;;"4;4,5"\nmaker;kiosk;2;1;\n'
    scenario = read(write(tmp_path, TABLES, GOOD | {"lanes.csv": lanes}))
    assert scenario.lane[0].in_transit == (4, 4.5)


def test_dates_that_cannot_be_read_are_not_passed_over(tmp_path: Path) -> None:
    rows = "Date,units\nMichaelmas,3\nMartinmas,4\n"
    text = changed((DEMAND, '{ type = "series", file = "a.csv", column = "units" }'))
    [line] = said(tmp_path, text, {"a.csv": rows})
    assert "found nothing, and a.csv has dates that cannot be read ('Michaelmas'); give dates and date_format" in line
    by_row = text.replace('column = "units"', 'column = "units", by = "row"')
    assert said(tmp_path, by_row, {"a.csv": rows}) == []


@pytest.mark.parametrize(
    "cells",
    [
        ["20240304", "20240307"],
        ["45355", "45357"],
        ["04-Mar-2024", "07-Mar-2024"],
        ["04.03.24", "07.03.24"],
        ["3/14/2024 9:05 AM", "3/17/2024 1:00 PM"],
        ["2024-W09-1", "2024-W11-3"],
    ],
)
def test_dates_of_an_unknown_form_are_never_passed_over(cells: list[str], tmp_path: Path) -> None:
    header = "date" if cells[0].isdigit() else "sold on"
    rows = f"{header},units\n{cells[0]},3\n{cells[1]},4\n"
    [told] = refused(tmp_path, rows, 'column = "units"')
    assert "dates that cannot be read" in told
    assert values(tmp_path, rows, 'column = "units", by = "row"') == [3, 4]


def test_a_mistyped_year_is_named(tmp_path: Path) -> None:
    rows = "day,units\n2024-03-01,1\n2024-03-02,2\n{},2\n2024-03-04,4\n"
    for year in ("9999", "0024"):
        [told] = refused(tmp_path, rows.format(f"{year}-03-03"))
        assert told.startswith(f"sold.csv:4: column 'day': found '{year}-03-03', ")
        assert "give the right date" in told
    long = "period,north/tea\n1,3\n999999,4\n"
    [told] = said(tmp_path, TWO % '"demand.csv"', {"demand.csv": long})
    assert told.startswith("demand.csv:3: column 'period': found '999999', 999,998 periods from")


def test_months_are_counted_across_the_year(tmp_path: Path) -> None:
    assert values(tmp_path, "month,units\n2023-11,3\n2025-01,4\n", period="month") == [3, *[0] * 13, 4]


def test_months_are_no_days(tmp_path: Path) -> None:
    rows = "month,units\n2024-01,30\n2024-02,20\n"
    assert values(tmp_path, rows, period="month") == [30, 20]
    [told] = refused(tmp_path, rows)
    assert told.startswith("sold.csv:2: column 'month': found '2024-01', a month, where a period is a day; call the ")


def test_a_point_in_one_date_does_not_tell_what_slashes_mean(tmp_path: Path) -> None:
    [told] = refused(tmp_path, "day,units\n04.03.2024,1\n03/05/2024,2\n")
    assert "no date in the column tells which is the day" in told


@pytest.mark.parametrize("word", ["Total:", "Average", "Mittelwert", "Durchschnitt :"])
def test_totals_and_averages_are_no_periods(word: str, tmp_path: Path) -> None:
    told = refused(tmp_path, f"name,units\nMon,1\nTue,2\n{word},3\n", 'column = "units"')
    assert told == [f"sold.csv:4: found {word!r}, a row of totals; remove it"]


def test_a_wide_table_with_dates_of_an_unknown_form_is_told_once(tmp_path: Path) -> None:
    told = said(tmp_path, TWO % '"demand.csv"', {"demand.csv": "date,north/tea,south\n20240301,3,1\n20240302,3,1\n"})
    assert len(told) == 1
    assert "dates that cannot be read ('20240301')" in told[0]
