"""The CSV table of demands: a row for each stream of customers, or what they really asked for, long or wide.

Long: a row for each date, site and item.  Wide: a row for each date, and a column for each site, item, or site/item.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bullwhip.network.demand import RECORDED
from bullwhip.network.errors import Fault, malformed, suggest
from bullwhip.network.scenario.draft import Draft, Loc, Place
from bullwhip.network.scenario.recorded import (
    CALLED,
    Calendar,
    Refused,
    calendar_of,
    cell_fault,
    look_through,
    refuse_strays,
)
from bullwhip.network.scenario.sheets import Sheet
from bullwhip.network.scenario.units import is_number, units

__all__ = ["add_demand", "add_recorded"]

Row = dict[str, Any]
UNITS = ("units", "quantity", "demand", "sales")  # what the column of units is called, if there are several numbers
LISTED = 5  # unknown columns, or names of sites and items, that are listed each
LONG = "name the columns date, site, item and units"
WIDE = "or give a column for each site (site/item where it keeps several)"


@dataclass(frozen=True)
class Target:
    """A stockpoint of the document: its table, and the path to it."""

    loc: Loc
    terms: Row
    site: Row


class Targets:
    """The stockpoints of a document by site and item, as far as they can be understood."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        sites = draft.document.get("site")
        self.sites: dict[str, int] = {}
        for index, site in enumerate(sites if isinstance(sites, list) else ()):
            if isinstance(site, dict) and isinstance(site.get("name"), str):
                self.sites.setdefault(site["name"], index)

    def find(self, name: str, item: str | None) -> Target | tuple[str, str, str] | None:
        """A stockpoint; or (key, found, remedy) where there is none; None where the fault was told already."""
        if name not in self.sites:
            if "site" in self.draft.unread or name in self.draft.hinted.get("site", ()):
                return None
            found = f"{name!r}, which is no site" if name else "nothing"
            return "site", found, self.draft.suggest(name, self.sites)
        site = self.draft.document["site"][self.sites[name]]
        items = self.items(name)
        if items is None:
            return None
        if item is None and len(items) == 1:
            item = next(iter(items))
        if item is None or item not in items:
            found = f"{item!r}, which this site does not keep" if item else "no item at a site that keeps several"
            return "item", found, suggest(item or "", items)
        terms = items[item]
        if not isinstance(terms, dict):
            return None
        loc: Loc = ("site", self.sites[name])
        return Target(loc if terms is site else (*loc, "items", str(item)), terms, site)

    def items(self, name: str) -> Mapping[str, Any] | None:
        """The tables of a site's items; None where they are none: a fault of the site's own."""
        site = self.draft.document["site"][self.sites[name]]
        items = site.get("items") or {self.draft.document.get("item", "item"): site}
        return items if isinstance(items, dict) else None

    def add(self, target: Target, demand: Row, place: Place) -> None:
        """Add a demand to what else a stockpoint is asked for."""
        before = target.terms.get("demand", target.site.get("demand", ()))
        streams = list(before) if isinstance(before, list | tuple) else [before]
        self.draft.places[(*target.loc, "demand", len(streams))] = place
        target.terms["demand"] = [*streams, demand]

    @property
    def shop(self) -> str | None:
        """The only site that sells, where there is one."""
        shops = [name for name, at in self.sites.items() if self.draft.document["site"][at].get("role") == "retailer"]
        return shops[0] if len(shops) == 1 else None


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
    calendar, refused = None, None
    try:
        calendar = _calendar(draft, sheet, given)
    except Refused as error:
        refused = error
    if calendar is None and refused is None:
        return False
    kind = given.get("type", "series")
    if kind not in RECORDED:
        choices = " or ".join(f'"{name}"' for name in RECORDED)
        draft.add([draft.fault(("demand", "type"), f"{kind!r}", f"give {choices}")])
        return True
    look_through(draft, sheet)
    if calendar is not None:
        table = _Recorded(Targets(draft), sheet, calendar, kind, given.get("returns", False))
        try:
            table.long() if table.is_long else table.wide()
        except Refused as error:
            refused = error
    if refused is not None:
        draft.add(refused.faults)
        draft.add(draft.fault(("demand", key), *said) for key, said in refused.keys.items())
    return True


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
    return Calendar(numbers, count, name)


def _without_periods(sheet: Sheet, given: Mapping[str, Any]) -> Refused:
    """Why no row of a table that should have dates has a period."""
    if given.get("by") == "row":
        return Refused(keys={"by": ("'row', of a table of demands", "leave it out, or add a column period")})
    if sheet.broken:
        return Refused()  # what is wrong with each of its rows is told already
    if not len(sheet.rows):
        return Refused(malformed("no rows below the names of the columns", "add one for each date", file=sheet.file))
    dates = given.get("dates") or next(name for name in sheet.columns if name.strip().lower() in CALLED)
    return Refused(malformed("no dates", "give each row one", file=sheet.file, line=1, table="column", name=dates))


def _column(sheet: Sheet, name: str) -> str | None:
    """The column of this name, however it is capitalised."""
    return next((column for column in sheet.columns if column.strip().lower() == name), None)


class _Recorded:
    """A table of recorded units on its way to the stockpoints."""

    def __init__(self, targets: Targets, sheet: Sheet, calendar: Calendar, kind: str, returns: bool) -> None:
        self.targets = targets
        self.sheet = sheet
        self.calendar = calendar
        self.kind = kind
        self.returns = returns
        self.site = _column(sheet, "site")
        self.item = _column(sheet, "item")

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
        wrong = []
        for (name, item), own in rows.items():
            target = self.targets.find(name, item)
            if isinstance(target, Target):
                self._add(target, column, cells, own)
            elif target is not None:
                key, found, remedy = target
                many = f"{found} ({len(own):,} rows)" if len(own) > 1 else found
                line = self.sheet.rows.lines[own[0]]
                where = f"{name}, {key}" if key == "item" else key
                wrong.append(Fault(file=self.sheet.file, line=line, key=where, found=many, remedy=remedy))
        self._say(wrong, "names")

    def _units(self) -> str:
        """The column of units.  Raises Refused."""
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
            target = self._target(column)
            if isinstance(target, Target):
                self._add(target, column, self.sheet.column(column), None)
            elif target is not None:
                found, remedy = target[1:]
                place: Row = {"file": self.sheet.file, "line": 1, "table": "column", "name": column}
                wrong.append(malformed(found, remedy, **place))
        self._say(wrong, "columns")

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
                return "", f"{column!r}, which is neither a site nor an item of the only shop", f"{LONG}, {WIDE}"
            return found
        return targets.find(name.strip(), item.strip())

    def _add(self, target: Target, column: str, cells: list[str], rows: list[int] | None) -> None:
        values = units(self.sheet, column, cells, self.calendar, self.returns, rows)
        line = self.sheet.rows.lines[rows[0]] if rows else 1
        self.targets.add(target, {"type": self.kind, "values": values}, Place(self.sheet.file, line))

    def _say(self, wrong: list[Fault], what: str) -> None:
        """The first faults, and how many more there are."""
        draft = self.targets.draft
        draft.add(wrong[:LISTED])
        if len(wrong) > LISTED:
            found = f"{len(wrong) - LISTED:,} more {what} like these"
            draft.add([malformed(found, wrong[0].remedy, file=self.sheet.file)])
