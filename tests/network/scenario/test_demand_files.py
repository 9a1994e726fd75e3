"""Recorded demand as other systems export it: pivot tables, other names, weeks, parts of a period, returns."""

from __future__ import annotations

from pathlib import Path

import pytest

import bullwhip as bw
from bullwhip.network.scenario import hints, read
from tests.network.scenario.files import DEMAND, changed, said, write
from tests.network.scenario.test_recorded import ASKED, LONG, TWO, asked, demand, refused, values

TURNED = """SKU,2024-03-01,2024-03-03,2024-03-05
north/tea,3,,5
north/jam,,2,0
south,1,,0
"""
EXPORT = """Receipt,When,Store,SKU,Text,Pieces,Price
1,2024-03-01 08:10,north,tea,Darjeeling,3,2.5
1,2024-03-01 08:10,south,tea,Darjeeling,1,2.5
2,2024-03-03 09:00,north,jam,Cherry,2,1.25
3,2024-03-05 09:00,north,tea,Darjeeling,4,2.5
4,2024-03-05 10:00,north,tea,Assam,1,2.75
"""
NAMED = '{ file = "demand.csv", sites = "Store", items = "SKU", units = "Pieces" }'


def told(folder: Path, content: str, given: str = '"demand.csv"') -> list[str]:
    return said(folder, TWO % given, {"demand.csv": content})


def test_a_pivot_table_has_a_column_for_each_date(tmp_path: Path) -> None:
    assert asked(tmp_path, TURNED) == ASKED
    parted = TURNED.replace("SKU", "Site,Item").replace("/", ",").replace("south", "south,tea")
    assert asked(tmp_path, parted) == ASKED
    noted = parted.replace("Site,Item", "Text,Store,SKU").replace("\nn", "\nx,n").replace("\ns", "\nx,s")
    assert asked(tmp_path, noted, '{ file = "demand.csv", sites = "Store", items = "SKU" }') == ASKED
    german = TURNED.replace(",", ";").replace("2024-03-0", "").replace(";1;3;5", ";1.3.2024;3.3.2024;5.3.2024")
    assert asked(tmp_path, german) == ASKED


def test_a_series_is_a_row_of_a_pivot_table(tmp_path: Path) -> None:
    rows = "SKU,2024-02-05,2024-02-14,2024-03-01\ntea,3,4,5\njam,1,1,1\n"
    assert values(tmp_path, rows, 'column = "tea"', "month") == [7, 5]
    assert refused(tmp_path, rows, 'column = "te"') == [
        "shop.toml: site 'shop', demand.column: found 'te', which is no column of sold.csv; did you mean 'tea'?"
    ]


def test_a_fault_of_a_pivot_table_names_its_own_line_and_column(tmp_path: Path) -> None:
    minus = "say returns = true if units come back, or give 0 or more units"
    assert told(tmp_path, TURNED.replace(",2,0", ",-2,0")) == [f"demand.csv:3: column '2024-03-03': found -2; {minus}"]
    assert told(tmp_path, TURNED.replace("jam", "salt")) == [
        "demand.csv:3: found 'salt', which this site does not keep; give one of tea, jam"
    ]
    assert told(tmp_path, TURNED.replace("south", "west")) == [
        (
            "demand.csv:4: found 'west', which is neither a site nor an item of the only shop; name each row after a "
            "site, site/item, or an item of the only shop"
        )
    ]
    assert told(tmp_path, TURNED.replace("south", "north/tea")) == [
        "demand.csv:4: found 'north/tea', which has a row above; make one row of the two"
    ]
    assert told(tmp_path, TURNED.replace("south", "")) == [
        "demand.csv:4: found no name in a row; give one, or remove the row"
    ]
    assert told(tmp_path, TURNED.replace("03-05", "03-33")) == [
        (
            "demand.csv:1: found dates in the names of its columns, and 'SKU' and '2024-03-33' beside them; say which "
            "have the sites and the items with sites and items"
        )
    ]


def test_columns_of_other_names_are_told(tmp_path: Path) -> None:
    assert asked(tmp_path, EXPORT, NAMED) == ASKED
    assert told(tmp_path, EXPORT, NAMED.replace("SKU", "SK")) == [
        "shop.toml: demand.items: found 'SK', which is no column of demand.csv; did you mean 'SKU'?"
    ]
    assert told(tmp_path, EXPORT, '{ file = "demand.csv", skip_unknown = 1, clip = "no" }') == [
        "shop.toml: demand.clip: found 'no', which is neither true nor false; give true or false",
        "shop.toml: demand.skip_unknown: found 1, which is neither true nor false; give true or false",
    ]


def test_what_the_scenario_does_not_have_is_passed_over_where_asked_for(tmp_path: Path) -> None:
    more = EXPORT + "5,2024-03-04,west,tea,Assam,9,2\n5,2024-03-04,north,salt,Assam,9,2\n"
    assert len(told(tmp_path, more, NAMED)) == 2
    skip = NAMED.replace(" }", ", skip_unknown = true }")
    assert asked(tmp_path, more, skip) == ASKED
    assert hints(read(tmp_path / "shop.toml")) == [
        "demand.csv: 1 row is the same as one above in 'When' and 'Store' and 'SKU'; their units add up",
        "demand.csv: passed over 2 names; the first: 'west', which is no site",
    ]
    assert asked(tmp_path, TURNED + "west,7,7,7\n", '{ file = "demand.csv", skip_unknown = true }') == ASKED
    assert hints(read(tmp_path / "shop.toml")) == [
        "demand.csv: passed over 1 row: 'west', which is neither a site nor an item of the only shop"
    ]


def test_weeks_and_quarters_may_be_written_as_such(tmp_path: Path) -> None:
    weeks = "week,units\n2020-W52,3\n2021W02,4\n2020-W53,1\n"  # 2020 had 53 weeks
    assert values(tmp_path, weeks, period="week") == [3, 1, 0, 4]
    quarters = "quarter,units\n2023-Q4,3\n2024Q2,4\n"
    assert values(tmp_path, quarters, period="quarter") == [3, 0, 4]
    assert values(tmp_path, quarters, period="year") == [3, 4]
    for rows, span, period in ((weeks, "week", "month"), (quarters, "quarter", "month"), (quarters, "quarter", "day")):
        [line] = refused(tmp_path, rows, period=period)
        assert f", a {span}, where a period is a {period}; call the period {span}, or give the day" in line
    [line] = refused(tmp_path, weeks.replace("W53", "W54"), period="week")
    assert line.startswith("sold.csv:4: column 'week': found '2020-W54', which is no date")


def test_numbers_like_a_year_and_a_month_are_no_dates(tmp_path: Path) -> None:
    rows = "day,units,turnover\n2024-03-01,3,1234.10\n2024-03-03,4,1990.12\n"
    assert values(tmp_path, rows, 'column = "units"') == [3, 0, 4]
    assert values(tmp_path, "Year,Month,units\n1992.0,1,3\n1992.0,2,4\n", 'column = "units"', "month") == [3, 4]


def test_rows_of_one_date_are_hinted_at(tmp_path: Path) -> None:
    path = write(tmp_path, demand(""), {"sold.csv": "day,units\n2024-01-01,3\n2024-12-31,1\n2024-01-01,4\n"})
    assert hints(read(path)) == ["sold.csv: 1 row is the same as one above in 'day'; their units add up"]
    write(tmp_path, demand(""), {"sold.csv": "day,units\n2024-01-01,3\n2024-12-31,1\n"})
    assert hints(read(path)) == []
    write(tmp_path, TWO % '"demand.csv"', {"demand.csv": LONG})
    assert hints(read(path)) == [
        "demand.csv: 1 row is the same as one above in 'Date' and 'Site' and 'Item'; their units add up"
    ]


def test_rows_of_one_period_by_its_number_are_hinted_at(tmp_path: Path) -> None:
    rows = "period,north/tea,south\n1,3,0\n1,3,0\n,,\n,,\n5,4,0\n5,1,0\n"
    assert hints(read(write(tmp_path, TWO % '"demand.csv"', {"demand.csv": rows}))) == [
        "demand.csv: 1 row is the same as one above; their units add up",
        "demand.csv: 1 row is the same as one above in 'period'; their units add up",
    ]


def test_a_record_that_ends_in_the_midst_of_a_period_is_hinted_at(tmp_path: Path) -> None:
    def dated(keys: str) -> str:
        return demand(keys, "month").replace("periods = 365\nwarm_up = 30", "periods = 5")

    first = [f"2024-01-{day}" for day in range(25, 32)]
    days = [*first, *(f"2024-0{month}-{day:02}" for month in (2, 3, 4) for day in range(1, 30)), "2024-05-01"]
    rows = "day,units\n" + "".join(f"{day},1\n" for day in days)
    path = write(tmp_path, dated(""), {"sold.csv": rows})
    assert hints(read(path)) == [
        "sold.csv: the first month has rows of 7 days, others of 29; is it whole?",
        "sold.csv: the last month has rows of 1 day, others of 29; is it whole?",
    ]
    assert (
        len(hints(read(write(tmp_path, dated("start = 2024-01-01"), {"sold.csv": rows})))) == 1
    )  # the first is as it was meant
    months = "day,units\n2024-01-25,1\n2024-02-01,1\n2024-03-01,1\n2024-04-01,1\n2024-05-01,1\n"
    assert hints(read(write(tmp_path, dated("start = 2024-01-01"), {"sold.csv": months}))) == []


RETURNS = "day,units\n2024-03-01,5\n2024-03-02,2\n2024-03-02,-6\n2024-03-03,4\n"


def test_goods_come_back_where_a_series_says_so(tmp_path: Path) -> None:
    assert values(tmp_path, RETURNS, "returns = true") == [5, 0, 4]
    assert values(tmp_path, RETURNS, "returns = true, clip = false") == [5, -4, 4]
    rows = RETURNS.replace("day,", "x,").replace("2024-", "")
    assert values(tmp_path, rows, 'column = "units", by = "row", returns = true') == [5, 2, 0, 4]
    assert values(tmp_path, rows, 'column = "units", by = "row", returns = true, clip = false') == [5, 2, -6, 4]
    back = '{ file = "demand.csv", returns = true, clip = false }'
    assert asked(tmp_path, LONG + "2024-03-03,south,tea,-2\n", back)["south tea"] == [1, 0, -2, 0, 0]
    series: dict[str, object] = {"type": "series", "values": [5, -4, 4], "clip": False}
    shop = bw.load("corner-shop").with_({"site.shop.demand": series, "periods": 3, "warm_up": 0})
    assert bw.run(shop, record=["asked"]).history["asked"].tolist() == [5, -4, 4]


def test_values_below_zero_need_a_series_that_is_not_cut(tmp_path: Path) -> None:
    def told_of(kind: str, more: str = "") -> list[str]:
        return said(tmp_path, changed((DEMAND, f'{{ type = "{kind}", values = [5, -4]{more} }}')))

    for kind in ("series", "empirical"):
        assert told_of(kind) == ["shop.toml: site 'shop', demand.values[2]: found -4; give 0 or more units"]
    assert told_of("series", ", clip = false") == []


@pytest.mark.parametrize("rows", ["day,units\n2024-03-02,-1\n", "x,units\nMon,-1\n"])
def test_units_below_zero_are_a_fault_whatever_the_clip(rows: str, tmp_path: Path) -> None:
    [line] = refused(tmp_path, rows, 'column = "units", clip = false')
    assert "found -1; " in line
