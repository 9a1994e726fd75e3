"""Recorded demand from the columns of CSV files."""

from pathlib import Path

from bullwhip.network.demand import Empirical, Series
from bullwhip.network.scenario import read
from tests.network.scenario.files import DEMAND, changed, said, write


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
