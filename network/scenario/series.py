"""Recorded demand: columns of CSV files become the values of the demands that name them."""

import math
from collections.abc import Iterator
from typing import Any

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.draft import Draft, Loc
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.files import Folder, Sheet
from bullwhip.network.scenario.tables import value

__all__ = ["fill"]

LISTED = 5  # bad cells of one column that are listed each; of the rest there is only the number


def fill(draft: Draft, folder: Folder) -> None:
    """Put the values into every demand of a draft that names a file."""
    read: dict[tuple[str, str], list[float]] = {}
    for loc, demand in demands(draft.document.get("site")):
        if demand.get("file") is None or demand.get("type") not in ("series", "empirical"):
            continue
        file, column = demand.pop("file"), demand.pop("column", None)
        if demand.get("values") is not None:
            fault = draft.fault((*loc, "file"), "a file besides values", "give one or the other")
            draft.add([fault])
            continue
        demand["values"] = [0]  # stands in where the file cannot be read
        sheet, faults = folder.sheet(file)
        for fault in faults:
            draft.add([fault if fault.file else draft.fault((*loc, "file"), fault.found, fault.remedy, fault.kind)])
        if sheet is None:
            continue
        name = column_name(draft, loc, sheet, column)
        if name is None:
            continue
        if (file, name) not in read:
            read[file, name] = column_values(draft, sheet, name)
        demand["values"] = read[file, name]


def demands(sites: Any) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every demand of a document that is a table, with its path."""
    for index, site in enumerate(sites if isinstance(sites, list) else ()):
        if not isinstance(site, dict):
            continue
        tables: list[tuple[Loc, Any]] = [(("site", index), site)]
        items: Any = site.get("items")
        if isinstance(items, dict):
            tables += [(("site", index, "items", item), terms) for item, terms in items.items()]
        for loc, table in tables:
            given: Any = table.get("demand") if isinstance(table, dict) else None
            streams: list[Any] = given if isinstance(given, list) else [given]
            for at, demand in enumerate(streams):
                if isinstance(demand, dict):
                    yield (*loc, "demand", at), demand


def column_name(draft: Draft, loc: Loc, sheet: Sheet, column: Any) -> str | None:
    """The column meant, if the sheet has it."""
    if column is None and len(sheet.columns) == 1:
        return next(iter(sheet.columns))
    if isinstance(column, str) and column in sheet.columns:
        return column
    few = ", ".join(list(sheet.columns)[:10])
    if column is None:
        fault = draft.fault((*loc, "column"), f"nothing, and {sheet.file} has several columns", f"give one of {few}")
    elif not isinstance(column, str):
        found = f"{shown(column)}, which is not a text"
        fault = draft.fault((*loc, "column"), found, "put the column's name in quotes", "malformed")
    else:
        found = f"{column!r}, which is no column of {sheet.file}"
        fault = draft.fault((*loc, "column"), found, suggest(column, sheet.columns, f"give one of {few}"))
    draft.add([fault])
    return None


def column_values(draft: Draft, sheet: Sheet, name: str) -> list[float]:
    """The numbers of a column, without the empty cells at its end."""
    at = sheet.columns[name]
    cells = [(line, row[at].strip()) for line, row in sheet.rows]
    while cells and not cells[-1][1]:
        cells.pop()
    values = [value(cell) for _, cell in cells]
    bad = [
        cell_fault(sheet.file, line, name, number)
        for (line, _), number in zip(cells, values, strict=True)
        if not isinstance(number, int | float) or not 0 <= number < float("inf")
    ]
    draft.add(bad[:LISTED])
    if len(bad) > LISTED:
        more = len(bad) - LISTED
        found = f"{more} more {'cell' if more == 1 else 'cells'} like these"
        draft.add([Fault(file=sheet.file, table="column", name=name, found=found, remedy="give numbers, 0 or more")])
    if not values:
        fault = Fault(file=sheet.file, table="column", name=name, found="no values", remedy="give one or more")
        draft.add([fault])
    return [0] if bad or not values else values


def cell_fault(file: str, line: int, column: str, cell: Any) -> Fault:
    number = isinstance(cell, int | float) and math.isfinite(cell)
    found = shown(cell) if number else f"{shown(cell)}, which is not a number"
    if cell == "":
        found = "an empty cell"
    return Fault(
        file=file,
        line=line,
        table="column",
        name=column,
        found=found,
        remedy="give 0 or more units",
        kind="illegal" if number else "malformed",
    )
