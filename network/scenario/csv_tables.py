"""Large networks: sites, lanes, recipes, demand and disruptions from CSV tables, as if they had been written in TOML.

Columns are named like the keys, nested ones with dots (`rule.type`, `demand.mean`): columns.py.  An empty cell means
"not given"; lists in a cell are separated by ";", and the two values of a price that changes by ":".
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from typing import Any

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.columns import named, path_of
from bullwhip.network.scenario.demand_table import TABLE_KEYS, add_demand, add_recorded
from bullwhip.network.scenario.draft import Draft, Place
from bullwhip.network.scenario.explain import UNKNOWN_KEY, keys_of, shown
from bullwhip.network.scenario.files import Folder
from bullwhip.network.scenario.recipe_table import add_recipes
from bullwhip.network.scenario.sheets import Sheet
from bullwhip.network.scenario.sites import Site, StockTerms

__all__ = ["expand"]

Row = dict[str, Any]
TEXTS = {  # the `start` of a disruption is a period, of recorded demand a date
    "name",
    "role",
    "from",
    "to",
    "item",
    "site",
    "input",
    "sourcing",
    "issue",
    "region",
    "allocation",
    "type",
    "file",
    "column",
    "stream",
    "rule",
    "by",
    "dates",
    "date_format",
    "start",
    "kind",
    "lane",
    "after",
    "cause",
    "shape",
    "what",
}
LISTS = {"in_transit", "in_mail", "season", "values", "weights", "window"}
TEXT_LISTS = {"order"}
TABLE_LISTS = {"price_changes": ("period", "price"), "discounts": ("from", "price")}  # entries are like 100:9.5
PARTS = {"sites": "site", "lanes": "lane", "recipes": "lane", "demand": "site", "disruptions": "disruption"}
GAPS = {"in_transit", "in_mail"}  # lists by period, in which an empty entry says that nothing comes
OWN = set(keys_of(Site)) - set(keys_of(StockTerms))  # keys of a site that no item has


def expand(draft: Draft, folder: Folder) -> None:
    """Replace the CSV tables that a draft names by what they say."""
    document = draft.document
    for table, part in PARTS.items():
        if table not in document:
            continue
        file = document.pop(table)
        given: Row = {}
        if table == "demand" and isinstance(file, dict):  # with the keys that say how it is read
            given, file = recorded_keys(draft, file)
        sheet, faults = folder.sheet(file)
        for fault in faults:
            placed = fault.file or draft.fault((table,), fault.found, fault.remedy, fault.kind)
            draft.add([fault if isinstance(placed, str) else placed])
        if table != "demand" and not isinstance(document.setdefault(part, []), list):
            continue
        if table == "demand" and sheet is not None and add_recorded(draft, sheet, given):
            continue
        sheet = named(draft, sheet, table) if sheet is not None else None
        if table != "demand" and (sheet is None or not sheet.whole):
            draft.unread.add(part)
        if sheet is None:
            continue
        rows = read_rows(draft, sheet, TEXTS - {"start"} if table == "disruptions" else TEXTS)
        ADDS[table](draft, rows, sheet.file)
        name = {"sites": "name", "lanes": "to", "recipes": "site"}.get(table)
        if name is not None:
            at = sheet.columns[name]
            draft.hinted.setdefault(part, set()).update(cells[at].strip() for cells in sheet.broken if at < len(cells))


def recorded_keys(draft: Draft, table: Row) -> tuple[Row, Any]:
    """How a table of recorded demand is read, and its file."""
    draft.document["demand"] = table  # for the places of its faults
    known = ("type", *TABLE_KEYS)
    draft.add(
        draft.fault(("demand", key), UNKNOWN_KEY, suggest(key, ("file", *known), "remove it"), "malformed")
        for key in table
        if key not in {"file", *known}
    )
    del draft.document["demand"]
    return {key: table[key] for key in known if table.get(key) is not None}, table.get("file")


def read_rows(draft: Draft, sheet: Sheet, texts: Set[str]) -> Iterator[tuple[int, Row]]:
    """A sheet's rows as plain tables, with nested keys where a column's name has dots; keys in `texts` are texts.

    It is a fault where a row says both what a key is and what is in it: of a law's columns, and a number.
    """
    paths = [path_of(name) for name in sheet.columns]
    columns = [
        read_cells(sheet.rows.column(at), reader_of(path[-1], path[0], sheet.value, texts))
        for path, at in zip(paths, sheet.columns.values(), strict=True)
    ]
    for place, (line, values) in enumerate(zip(sheet.rows.lines, zip(*columns, strict=True), strict=True)):
        row: Row = {}
        for path, value in zip(paths, values, strict=True):
            if value is not None and not put(row, path, value):
                name, beside = ".".join(path), f"what the row says of {path[0]!r} in another column"
                fault = Fault(
                    file=sheet.file, line=line, table="column", name=name, found=f"{shown(value)}, beside {beside}",
                    remedy="give one or the other",
                )  # fmt: skip
                draft.add([fault])
        if row or any(sheet.rows[place][1]):  # parts of a table may be set apart by empty rows
            yield line, row


def read_cells(cells: list[str], convert: Callable[[str], Any]) -> list[Any]:
    """The values of a column's cells, None where they are empty.  Equal cells are read once, but for lists."""
    values: dict[str, Any] = {cell: convert(cell) if cell else None for cell in set(cells)}
    if any(isinstance(value, list) for value in values.values()):  # each row has a list of its own
        return [convert(cell) if cell else None for cell in cells]
    return [values[cell] for cell in cells]


def put(row: Row, path: list[str], value: Any) -> bool:
    """Put a value where its column says; False if the row has another one there.

    The bare name of a kind (`rule`, `sourcing`) goes with its parameters: it is their type.
    """
    for key in path[:-1]:
        inner = row.setdefault(key, {})
        if isinstance(inner, str):
            inner = row[key] = {"type": inner}
        if not isinstance(inner, dict):
            return False
        row = inner
    key = path[-1]
    if isinstance(value, str) and isinstance(row.get(key), dict):
        row, key = row[key], "type"
    there = row.setdefault(key, value)
    return there is value or bool(there == value)


def reader_of(key: str, first: str, value: Callable[[str], Any], texts: Set[str]) -> Callable[[str], Any]:
    """What turns the cells of a column into values."""
    if key in texts:
        return str
    gap = "0" if key in GAPS else ""  # elsewhere it is a fault: what comes after it must not move up

    def listed(cell: str) -> list[Any]:  # one `;` may end it
        return [value(part.strip() or gap) for part in cell.removesuffix(";").split(";")]

    if key in LISTS or first == "periods":
        return listed
    if key in TABLE_LISTS:
        return lambda cell: [pair(TABLE_LISTS[key], part, value) for part in cell.removesuffix(";").split(";")]
    if key in TEXT_LISTS:
        return lambda cell: [part.strip() for part in cell.removesuffix(";").split(";")]
    if first == "rule":
        return lambda cell: listed(cell) if ";" in cell else value(cell)
    return value


def pair(keys: tuple[str, str], text: str, value: Callable[[str], Any]) -> Row:
    """The table of two keys that an entry like `100:9.5` stands for."""
    first, _, second = text.partition(":")
    return {keys[0]: value(first.strip()), keys[1]: value(second.strip())}


def add_sites(draft: Draft, rows: Iterator[tuple[int, Row]], file: str) -> None:
    """A row for each site, or for each item of a site."""
    sites: list[Any] = draft.document["site"]
    seen: dict[str, int] = {}
    for line, row in rows:
        item = row.pop("item", None)
        name = row.get("name", "")
        if item is None or name not in seen:
            seen.setdefault(name, len(sites))
            draft.places[("site", len(sites))] = Place(file, line)
            sites.append(row if item is None else {key: row.pop(key) for key in OWN & row.keys()})
        if item is None:
            continue
        index = seen[name]
        site = sites[index]
        loc = ("site", index, "items", item)
        draft.places.setdefault(loc, Place(file, line))
        own = {key: row.pop(key) for key in OWN & row.keys()}
        for key in (key for key, given in own.items() if site.setdefault(key, given) != given):
            fault = draft.fault((*loc, key), f"{own[key]!r}, but {site[key]!r} above", "give one or the other")
            draft.add([fault])
        if item in site.setdefault("items", {}):
            second = draft.fault(loc, "a second row for this item", "remove one of them")
            draft.add([replace(second, file=file, line=line)])
            continue
        site["items"][item] = row


def add_lanes(draft: Draft, rows: Iterator[tuple[int, Row]], file: str) -> None:
    """A row for each lane."""
    lanes: list[Any] = draft.document["lane"]
    for line, row in rows:
        draft.places[("lane", len(lanes))] = Place(file, line)
        lanes.append(row)


def add_disruptions(draft: Draft, rows: Iterator[tuple[int, Row]], file: str) -> None:
    """A row for each disruption; several sites, regions or items are separated by `;`."""
    tables: list[Any] = draft.document["disruption"]
    for line, row in rows:
        draft.places["disruption", len(tables)] = Place(file, line)
        named = {key: row[key].split(";") for key in ("site", "region", "item") if key in row}
        tables.append(row | {key: [name.strip() for name in names] for key, names in named.items()})


ADDS: dict[str, Callable[[Draft, Iterator[tuple[int, Row]], str], None]] = {
    "sites": add_sites,
    "lanes": add_lanes,
    "recipes": add_recipes,
    "demand": add_demand,
    "disruptions": add_disruptions,
}
