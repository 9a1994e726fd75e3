"""Recorded lead times and yields: columns of CSV files become the values of the laws that name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bullwhip.network.errors import Fault
from bullwhip.network.scenario.draft import Draft, Loc
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.files import Folder
from bullwhip.network.scenario.laws import PERIODS_REMEDY, SHARE_REMEDY, is_sound
from bullwhip.network.scenario.series import column_name
from bullwhip.network.scenario.sheets import Sheet
from bullwhip.network.scenario.units import is_number

__all__ = ["fill_laws"]

LISTED = 5  # bad cells of one column that are listed each
REMEDIES = {  # by the key that may have a law
    "lead_time": PERIODS_REMEDY, "yield": SHARE_REMEDY, "every": PERIODS_REMEDY, "lasts": PERIODS_REMEDY
}  # fmt: skip
STAND_IN = [1.0]  # sound as either, where a file cannot be read


def fill_laws(draft: Draft, folder: Folder) -> None:
    """Put the values into every law of a draft that names a file: one of each row, whatever its date."""
    read: dict[tuple[str, str, str], list[float]] = {}
    for loc, law in _recorded(draft.document):
        file, column = law.pop("file", None), law.pop("column", None)
        if file is None:
            draft.add([draft.fault((*loc, "column"), "a column without a file", "remove it, or give the file")])
            continue
        if law.get("values") is not None:
            draft.add([draft.fault((*loc, "file"), "a file besides values", "give one or the other")])
            continue
        law["values"] = STAND_IN
        sheet, faults = folder.sheet(file)
        for fault in faults:
            draft.add([fault if fault.file else draft.fault((*loc, "file"), fault.found, fault.remedy, fault.kind)])
        name = column_name(draft, loc, sheet, column) if sheet is not None else None
        if sheet is None or name is None:
            continue
        source = (sheet.file, name, str(loc[-1]))
        if source not in read:
            read[source] = _values(draft, sheet, name, str(loc[-1])) or STAND_IN
        law["values"] = read[source]


def _recorded(document: dict[str, Any]) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """The laws of a document that name a file, or a column of one, with their paths."""
    for kind in ("lane", "disruption"):
        tables = document.get(kind)
        for at, table in enumerate(tables if isinstance(tables, list) else ()):
            for key in REMEDIES if isinstance(table, dict) else ():
                law = table.get(key)
                if isinstance(law, dict) and law.get("type") == "empirical" and not {"file", "column"}.isdisjoint(law):
                    yield (kind, at, key), law


def _values(draft: Draft, sheet: Sheet, column: str, key: str) -> list[float]:
    """The values of a column; where a cell is empty, nothing was recorded.  What is wrong is added to the faults."""
    values: list[float] = []
    bad: list[Fault] = []
    for line, cell in zip(sheet.rows.lines, sheet.column(column), strict=True):
        if not cell:
            continue
        value = sheet.value(cell)
        if is_number(value) and is_sound(value, whole=key != "yield"):
            values.append(value)
            continue
        found = shown(value) if is_number(value) else f"{shown(value)}, which is not a number"
        bad.append(Fault(file=sheet.file, line=line, table="column", name=column, found=found, remedy=REMEDIES[key]))
    draft.add(bad[:LISTED])
    if len(bad) > LISTED:
        found = f"{len(bad) - LISTED:,} more cell{'' if len(bad) == LISTED + 1 else 's'} like these"
        draft.add([Fault(file=sheet.file, table="column", name=column, found=found, remedy=REMEDIES[key])])
    if not values and not bad:
        draft.add([Fault(file=sheet.file, table="column", name=column, found="no values", remedy="give one or more")])
    return values
