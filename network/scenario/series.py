"""Recorded demand: columns of CSV files become the values of the demands that name them."""

from collections.abc import Iterator
from typing import Any

from bullwhip.network.demand import RECORDED
from bullwhip.network.errors import suggest
from bullwhip.network.scenario.dates import are_dates
from bullwhip.network.scenario.draft import Draft, Loc
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.files import Folder
from bullwhip.network.scenario.recorded import KEYS, Calendar, Refused, calendar_of, look_through, note_repeats
from bullwhip.network.scenario.sheets import Sheet
from bullwhip.network.scenario.turned import upright
from bullwhip.network.scenario.units import units

__all__ = ["fill"]

Read = dict[str, Any]


def fill(draft: Draft, folder: Folder) -> None:
    """Put the values into every demand of a draft that names a file."""
    filler = _Filler(draft, folder)
    for loc, demand in demands(draft.document.get("site")):
        if demand.get("type") in RECORDED:
            filler.fill(loc, demand)


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


class _Filler:
    """Reads each column once, however many demands name it."""

    def __init__(self, draft: Draft, folder: Folder) -> None:
        self.draft = draft
        self.folder = folder
        self.read: dict[tuple[Any, ...], list[float]] = {}
        self.calendars: dict[tuple[Any, ...], Calendar | None] = {}
        self.looked_through: set[str] = set()
        self.upright: dict[str, Sheet] = {}

    def fill(self, loc: Loc, demand: Read) -> None:
        """Put the values of a demand's file into it, or say why not."""
        draft = self.draft
        file, column = demand.pop("file", None), demand.pop("column", None)
        given = {key: demand.pop(key) for key in KEYS if demand.get(key) is not None}
        if file is None:
            for alone in given:
                draft.add([draft.fault((*loc, alone), f"{alone} without a file", "remove it, or give the file")])
            return
        if demand.get("values") is not None:
            draft.add([draft.fault((*loc, "file"), "a file besides values", "give one or the other")])
            return
        demand["values"] = [0]  # stands in where the file cannot be read
        sheet, faults = self.folder.sheet(file)
        for fault in faults:
            draft.add([fault if fault.file else draft.fault((*loc, "file"), fault.found, fault.remedy, fault.kind)])
        if sheet is None:
            return
        clip = demand.get("clip") is not False
        said = (shown(given.get(k)) for k in KEYS)
        key = (file, column if isinstance(column, str | None) else shown(column), *said, clip)
        if key not in self.read:
            try:
                sheet = self.turned_up(sheet)
                name = column_name(draft, loc, sheet, column)
                if name is None:
                    return
                self.read[key] = [0]
                self.read[key] = self.values(sheet, name, given, clip=clip)
            except Refused as refused:
                draft.add(refused.faults)
                draft.add(draft.fault((*loc, wrong), *told) for wrong, told in refused.keys.items())
        demand["values"] = self.read.get(key, [0])

    def turned_up(self, sheet: Sheet) -> Sheet:
        """A sheet with a row for each period.  Raises Refused."""
        if sheet.file not in self.upright:
            self.upright[sheet.file] = upright(sheet, {})
        return self.upright[sheet.file]

    def values(self, sheet: Sheet, name: str, given: Read, *, clip: bool) -> list[float]:
        """The values of a column.  Raises Refused."""
        if sheet.file not in self.looked_through:
            self.looked_through.add(sheet.file)
            look_through(self.draft, sheet)
        key = (sheet.file, *(shown(given.get(k)) for k in KEYS[:-1]))
        if key not in self.calendars:
            self.calendars[key] = calendar_of(self.draft, sheet, given, frozenset({name}))
            if (calendar := self.calendars[key]) is not None:
                repeats = calendar.repeats(range(len(sheet.rows)))
                note_repeats(self.draft, sheet, repeats, [calendar.column])
        calendar = self.calendars[key]
        found = units(sheet, name, sheet.column(name), calendar, given.get("returns", False), clip=clip)
        if calendar is None and len(found) > 3 and found[-1] == sum(found[:-1]) > 0:
            self.draft.note(f"{sheet.file}, column {name!r}: the last value is the sum of all others; is it a total?")
        return found


def column_name(draft: Draft, loc: Loc, sheet: Sheet, column: Any) -> str | None:
    """The column meant, if the sheet has it."""
    if column is None and len(sheet.columns) == 1:
        return next(iter(sheet.columns))
    if isinstance(column, str) and column in sheet.columns:
        return column
    if column is None:
        undated = [name for name in sheet.columns if not are_dates(sheet.column(name))]
        if len(undated) == 1:
            return undated[0]
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
