"""Recorded tables with a column for each date, as pivot tables are: turned, so that a row is a date."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bullwhip.network.errors import malformed
from bullwhip.network.scenario.dates import are_dates
from bullwhip.network.scenario.recorded import Refused
from bullwhip.network.scenario.sheets import Rows, Sheet

__all__ = ["upright"]

DATES = "dates of line 1"  # what the column of dates is called once it is one


def upright(sheet: Sheet, given: Mapping[str, Any]) -> Sheet:
    """A sheet with a column for each date as one with a row for each; others as they are.

    The rows become columns, named by their cell without a date: a site, an item, or site/item where there are columns
    of both.  `given` may name these columns (`sites`, `items`).  Raises Refused.
    """
    dates = [name for name in sheet.columns if are_dates([name])]
    if len(dates) < 2:
        return sheet
    parts = _labels(sheet, given, [name for name in sheet.columns if name not in dates])
    filled = [at for at, (_, row) in enumerate(sheet.rows) if any(row)]
    columns = [sheet.column(part) for part in parts]
    names = ["/".join(column[at] for column in columns) for at in filled]
    lines = [sheet.rows.lines[at] for at in filled]
    for name, line in zip(names, lines, strict=True):
        if not name.strip("/"):
            raise Refused(malformed("no name in a row", "give one, or remove the row", file=sheet.file, line=line))
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        line = lines[names.index(twice[0], names.index(twice[0]) + 1)]
        found = f"{twice[0]!r}, which has a row above"
        raise Refused(malformed(found, "make one row of the two", file=sheet.file, line=line))
    rows = Rows(1 + len(names))
    for date in dates:
        cells = sheet.column(date)
        rows.add(1, [date, *(cells[at] for at in filled)])
    named = {DATES: 0} | {name: at for at, name in enumerate(names, 1)}
    return replace(sheet, columns=named, rows=rows, turned=dict(zip(names, lines, strict=True)))


def _labels(sheet: Sheet, given: Mapping[str, Any], others: list[str]) -> list[str]:
    """The columns that tell of which site, item, or both a row is.  Raises Refused."""
    named = [given[key] for key in ("sites", "items") if key in given]
    if not named:
        called = {name.strip().lower(): name for name in others}
        named = [called[key] for key in ("site", "item") if key in called]
    if named:
        return named
    if len(others) == 1:
        return others
    found = "dates in the names of its columns, and "
    found += f"{' and '.join(map(repr, others[:3]))} beside them" if others else "no column that says whose they are"
    remedy = "say which have the sites and the items with sites and items" if others else "add one"
    raise Refused(malformed(found, remedy, file=sheet.file, line=1))
