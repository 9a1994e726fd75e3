"""The CSV table of demands: a row for each stream of customers, or what they really asked for, long or wide.

Long: a row for each date, site and item.  Wide: a row for each date, and a column for each site, item, or site/item; or
the other way round (turned.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bullwhip.network.demand import RECORDED
from bullwhip.network.errors import Fault, malformed, suggest
from bullwhip.network.scenario.draft import Draft, Place
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.recorded import (
    CALLED,
    KEYS,
    Calendar,
    Refused,
    calendar_of,
    cell_fault,
    look_through,
    note_repeats,
    refuse_strays,
)
from bullwhip.network.scenario.sheets import Sheet
from bullwhip.network.scenario.targets import Row, Target, Targets
from bullwhip.network.scenario.turned import upright
from bullwhip.network.scenario.units import is_number, units

__all__ = ["TABLE_KEYS", "add_demand", "add_recorded"]

NAMING = ("sites", "items", "units")  # keys that name columns
TABLE_KEYS = (*KEYS, *NAMING, "clip", "skip_unknown")
UNITS = ("units", "quantity", "demand", "sales")  # what the column of units is called, if there are several numbers
LISTED = 5  # unknown columns, or names of sites and items, that are listed each
LONG = "name the columns date, site, item and units (or say which they are with sites, items and units)"
WIDE = "or give a column for each site (site/item where it keeps several)"
TURNED = "name each row after a site, site/item, or an item of the only shop"


def add_demand(draft: Draft, rows: Iterator[tuple[int, Row]], file: str) -> None:
    """A row for each stream of customers: added to what else the site (or its item) is asked for."""
    targets = Targets(draft)
    for line, row in rows:
        name, item = row.pop("site", ""), row.pop("item", None)
        target = targets.find(name, item)
        if isinstance(target, Target):
            targets.add(target, row, Place(file, line))
        elif target is not None:
            key, found, remedy = target
            place = {"table": "site", "name": name} if key == "item" else {}
            draft.add([Fault(file=file, line=line, key=key, found=found, remedy=remedy, **place)])


def add_recorded(draft: Draft, sheet: Sheet, given: Mapping[str, Any]) -> bool:
    """Add what a long or wide table records to the demands of its stockpoints.  Faults are added to the draft's.

    False, and nothing is done, where a table has a kind of demand in each row, and not what customers asked for.
    """
    if "type" in sheet.columns:
        return False
    calendar, refused, file = None, None, sheet
    try:
        _check_keys(sheet, given)
        sheet = upright(sheet, given)
        calendar = _calendar(draft, sheet, given)
        if calendar is not None:
            _check_rows(sheet)
    except Refused as error:
        refused = error
    if calendar is None and refused is None:
        return False
    kind = given.get("type", "series")
    if kind not in RECORDED:
        choices = " or ".join(f'"{name}"' for name in RECORDED)
        draft.add([draft.fault(("demand", "type"), f"{kind!r}", f"give {choices}")])
        return True
    look_through(draft, file)
    if calendar is not None and refused is None:
        table = _Recorded(Targets(draft), sheet, calendar, given)
        try:
            table.long() if table.is_long else table.wide()
        except Refused as error:
            refused = error
    if refused is not None:
        draft.add(refused.faults)
        draft.add(draft.fault(("demand", key), *said) for key, said in refused.keys.items())
    return True


def _check_keys(sheet: Sheet, given: Mapping[str, Any]) -> None:
    """Raise Refused where a key that only a table has is wrong."""
    wrong: dict[str, tuple[str, str]] = {}
    for key in NAMING:
        if key in given and given[key] not in list(sheet.columns):
            remedy = suggest(str(given[key]), sheet.columns, f"give one of {', '.join(list(sheet.columns)[:10])}")
            wrong[key] = f"{shown(given[key])}, which is no column of {sheet.file}", remedy
    for key in ("clip", "skip_unknown"):
        if not isinstance(given.get(key, False), bool):
            wrong[key] = f"{shown(given[key])}, which is neither true nor false", "give true or false"
    if wrong:
        raise Refused(keys=wrong)


def _calendar(draft: Draft, sheet: Sheet, given: Mapping[str, Any]) -> Calendar | None:
    """The period of each row; None where nothing tells it.  Raises Refused."""
    name = _column(sheet, "period")
    if name is None or given.get("dates") is not None or given.get("by") == "date":
        calendar = calendar_of(draft, sheet, given, frozenset())
        told = given.get("dates") is not None or any(
            _column(sheet, called) is not None for called in ("period", *CALLED)
        )
        if calendar is None and told:
            raise _without_periods(sheet, given)
        return calendar
    cells = [sheet.value(cell) for cell in sheet.column(name)]
    for at, cell in enumerate(cells):
        if cell != "" and not (is_number(cell) and isinstance(cell, int) and 1 <= cell < 10**6):
            raise Refused(
                cell_fault(sheet, name, at, f"{cell!r}, which is no number of a period", "count periods from 1")
            )
    numbers = [None if cell == "" else int(cell) - 1 for cell in cells]
    count = max((number for number in numbers if number is not None), default=-1) + 1
    refuse_strays(sheet, name, numbers, count, "period")
    return Calendar(numbers, count, name, numbers)


def _check_rows(sheet: Sheet) -> None:
    """Raise Refused where a table has no rows that can be read."""
    if len(sheet.rows):
        return
    if sheet.broken:
        raise Refused  # what is wrong with each of its rows is told already
    raise Refused(malformed("no rows below the names of the columns", "add one for each date", file=sheet.file))


def _without_periods(sheet: Sheet, given: Mapping[str, Any]) -> Refused:
    """Why no row of a table that should have dates has a period.  Raises Refused where it has no rows."""
    if given.get("by") == "row":
        return Refused(keys={"by": ("'row', of a table of demands", "leave it out, or add a column period")})
    _check_rows(sheet)
    dates = given.get("dates") or next(name for name in sheet.columns if name.strip().lower() in CALLED)
    return Refused(malformed("no dates", "give each row one", file=sheet.file, line=1, table="column", name=dates))


def _column(sheet: Sheet, name: str) -> str | None:
    """The column of this name, however it is capitalised."""
    return next((column for column in sheet.columns if column.strip().lower() == name), None)


class _Recorded:
    """A table of recorded units on its way to the stockpoints."""

    def __init__(self, targets: Targets, sheet: Sheet, calendar: Calendar, given: Mapping[str, Any]) -> None:
        self.targets = targets
        self.sheet = sheet
        self.calendar = calendar
        self.given = given
        self.site = None if sheet.turned else given.get("sites", _column(sheet, "site"))
        self.item = None if sheet.turned else given.get("items", _column(sheet, "item"))

    @property
    def is_long(self) -> bool:
        """Whether rows say of which site or item they are."""
        return self.site is not None or self.item is not None

    def long(self) -> None:
        """A row for each period, site and item.  Raises Refused."""
        column = self._units()
        cells = self.sheet.column(column)
        sites = self.sheet.column(self.site) if self.site else []
        items = self.sheet.column(self.item) if self.item else []
        if not sites and self.targets.shop is None:
            found = f"no column 'site', and {len(self.targets.sites)} sites of which several may be meant"
            raise Refused(malformed(found, "add a column 'site'", file=self.sheet.file, line=1))
        rows: dict[tuple[str, str | None], list[int]] = {}
        for at, (_, row) in enumerate(self.sheet.rows):
            if any(row):
                point = sites[at] if sites else str(self.targets.shop), (items[at] or None) if items else None
                rows.setdefault(point, []).append(at)
        wrong, repeats = [], 0
        for (name, item), own in rows.items():
            target = self.targets.find(name, item)
            if isinstance(target, Target):
                self._add(target, column, cells, own)
                repeats += self.calendar.repeats(own)
            elif target is not None:
                key, found, remedy = target
                many = f"{found} ({len(own):,} rows)" if len(own) > 1 else found
                line = self.sheet.rows.lines[own[0]]
                where = f"{name}, {key}" if key == "item" else key
                wrong.append(Fault(file=self.sheet.file, line=line, key=where, found=many, remedy=remedy))
        columns = [column for column in (self.calendar.column, self.site, self.item) if column is not None]
        note_repeats(self.targets.draft, self.sheet, repeats, columns)
        self._say(wrong, "names")

    def _units(self) -> str:
        """The column of units.  Raises Refused."""
        if "units" in self.given:
            return str(self.given["units"])
        others = [name for name in self.sheet.columns if name not in {self.calendar.column, self.site, self.item}]
        named = [name for name in others if name.strip().lower() in UNITS]
        if len(named) == 1 or len(others) == 1:
            return (named or others)[0]
        found = f"{len(others)} columns that may be the units ({', '.join(others[:3])}, ...)" if others else "no units"
        raise Refused(malformed(found, LONG, file=self.sheet.file, line=1))

    def wide(self) -> None:
        """A row for each period, and a column for each stockpoint.  Raises Refused."""
        wrong = []
        for column in self.sheet.columns:
            if column == self.calendar.column:
                continue
            line = self.sheet.turned.get(column, 1)
            target = self._target(column)
            if isinstance(target, Target):
                self._add(target, column, self.sheet.column(column), None)
            elif target is not None:
                found, remedy = target[1:]
                place: Row = {"file": self.sheet.file, "line": line}
                place |= {} if self.sheet.turned else {"table": "column", "name": column}
                wrong.append(malformed(found, remedy, **place))
        repeats = self.calendar.repeats(range(len(self.sheet.rows)))
        note_repeats(self.targets.draft, self.sheet, repeats, [self.calendar.column])
        self._say(wrong, "rows" if self.sheet.turned else "columns")

    def _target(self, column: str) -> Target | tuple[str, str, str] | None:
        """The stockpoint that a column is named after: site, site/item, or the item of the only shop."""
        targets = self.targets
        name, slash, item = column.partition("/")
        if column in targets.sites or not slash:
            shop = targets.shop
            if column not in targets.sites and shop is not None and column in (targets.items(shop) or ()):
                return targets.find(shop, column)
            found = targets.find(column, None)
            if isinstance(found, tuple) and found[0] == "site":
                return "", f"{column!r}, which is neither a site nor an item of the only shop", self._forms()
            return found
        return targets.find(name.strip(), item.strip())

    def _forms(self) -> str:
        """How a table like this one says of which stockpoints it is."""
        return TURNED if self.sheet.turned else f"{LONG}, {WIDE}"

    def _add(self, target: Target, column: str, cells: list[str], rows: list[int] | None) -> None:
        returns, clip = self.given.get("returns", False), self.given.get("clip", True)
        values = units(self.sheet, column, cells, self.calendar, returns, rows, clip=clip)
        line = self.sheet.rows.lines[rows[0]] if rows else self.sheet.turned.get(column, 1)
        demand = {"type": self.given.get("type", "series"), "values": values}
        kept = {"clip": clip} if "clip" in self.given else {}
        self.targets.add(target, demand | kept, Place(self.sheet.file, line))

    def _say(self, wrong: list[Fault], what: str) -> None:
        """The first faults, and how many more there are; a hint where what is unknown is to be passed over."""
        draft = self.targets.draft
        if wrong and self.given.get("skip_unknown", False):
            first = ": " if len(wrong) == 1 else "; the first: "
            count = f"{len(wrong):,} {what if len(wrong) > 1 else what.removesuffix('s')}"
            draft.note(f"{self.sheet.file}: passed over {count}{first}{wrong[0].found}")
            return
        draft.add(wrong[:LISTED])
        if len(wrong) > LISTED:
            found = f"{len(wrong) - LISTED:,} more {what} like these"
            remedy = f"{wrong[0].remedy}; skip_unknown = true passes over them"
            draft.add([malformed(found, remedy, file=self.sheet.file)])
