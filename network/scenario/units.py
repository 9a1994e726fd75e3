"""Recorded units become one value a period: by the dates of their rows, or row by row."""

import math
from collections.abc import Iterator
from typing import Any

from bullwhip.network.errors import Fault
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.recorded import Calendar, Refused, cell_fault
from bullwhip.network.scenario.sheets import Sheet

__all__ = ["is_number", "units"]

LISTED = 5  # bad cells of one column that are listed each; of the rest there is only the number


def units(
    sheet: Sheet,
    column: str,
    cells: list[str],
    calendar: Calendar | None,
    returns: bool,
    rows: list[int] | None = None,
    *,
    clip: bool = True,
) -> list[float]:
    """The units of a column, of which these are the cells, one value a period.  `rows` are those that count.

    Raises Refused.

    By dates, periods without a row are zero and several rows of a period add up; where `returns` are asked for, rows
    below zero are taken off, and a period that comes out below zero is 0, unless `clip` is false.
    """
    if calendar is None:
        return _by_row(sheet, column, cells, returns, clip)
    values = [0.0] * calendar.count
    bad: list[tuple[int, Any]] = []
    for at in range(len(cells)) if rows is None else rows:
        cell = cells[at]
        number = sheet.value(cell) if cell else 0
        if not is_number(number) or (number < 0 and not returns):
            bad.append((at, number))
            continue
        period = calendar.periods[at]
        if period is None and number:
            raise Refused(cell_fault(sheet, calendar.column, at, "no date", "give one, or remove the row"))
        if period is not None and period >= 0:
            values[period] += number
    if bad:
        raise Refused(*_bad_cells(sheet, column, bad, "say returns = true if units come back, or "))
    if not values:
        raise Refused(_no_values(sheet, column))
    return [max(value, 0.0) for value in values] if clip else values


def _by_row(sheet: Sheet, column: str, cells: list[str], returns: bool, clip: bool) -> list[float]:
    """The numbers of a column, a period each, without the empty cells at its end.  Raises Refused."""
    while cells and not cells[-1]:
        cells.pop()
    values = [sheet.value(cell) for cell in cells]
    bad = [(at, number) for at, number in enumerate(values) if not is_number(number) or (number < 0 and not returns)]
    if bad:
        raise Refused(*_bad_cells(sheet, column, bad))
    if not values:
        raise Refused(_no_values(sheet, column))
    return [max(value, 0) for value in values] if returns and clip else values


def is_number(value: Any) -> bool:
    """Whether a cell is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _no_values(sheet: Sheet, column: str) -> Fault:
    return Fault(file=sheet.file, table="column", name=column, found="no values", remedy="give one or more")


def _bad_cells(sheet: Sheet, column: str, bad: list[tuple[int, Any]], otherwise: str = "") -> Iterator[Fault]:
    """The bad cells of a column with their rows (counted from 0), the first of them each."""
    for at, cell in bad[:LISTED]:
        line, name = sheet.place(column, at)
        known = is_number(cell)
        found = "an empty cell" if cell == "" else shown(cell) if known else f"{shown(cell)}, which is not a number"
        remedy = f"{otherwise if known else ''}give 0 or more units"
        yield Fault(
            file=sheet.file, line=line, table="column", name=name, found=found, remedy=remedy,
            kind="illegal" if known else "malformed",
        )  # fmt: skip
    if len(bad) > LISTED:
        more = len(bad) - LISTED
        found = f"{more} more {'cell' if more == 1 else 'cells'} like these"
        yield Fault(file=sheet.file, table="column", name=column, found=found, remedy="give numbers, 0 or more")
