"""Large networks: sites, lanes and demand from CSV tables, as if they had been written in TOML.

Columns are named like the keys, nested ones with dots (`rule.type`, `demand.mean`): columns.py.  An empty cell means
"not given"; lists in a cell are separated by ";".
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.columns import named
from bullwhip.network.scenario.draft import Draft, Loc, Place
from bullwhip.network.scenario.explain import keys_of
from bullwhip.network.scenario.files import Folder, Sheet
from bullwhip.network.scenario.model import Site, StockTerms

__all__ = ["expand"]

Row = dict[str, Any]
TEXTS = {
    "name",
    "role",
    "from",
    "to",
    "item",
    "site",
    "allocation",
    "type",
    "file",
    "column",
    "stream",
    "rule",
}
LISTS = {"in_transit", "in_mail", "season", "values"}
OWN = set(keys_of(Site)) - set(keys_of(StockTerms))  # keys of a site that no item has
BOOLS = {"true": True, "false": False}


def expand(draft: Draft, folder: Folder) -> None:
    """Replace the CSV tables that a draft names by what they say."""
    document = draft.document
    if "recipes" in document:
        del document["recipes"]
        found = "recipes, which are not supported yet"
        draft.add([draft.fault(("recipes",), found, "remove the key; each lane makes one item from one")])
    for table in ("sites", "lanes", "demand"):
        if table not in document:
            continue
        file = document.pop(table)
        sheet, faults = folder.sheet(file)
        for fault in faults:
            placed = fault.file or draft.fault((table,), fault.found, fault.remedy, fault.kind)
            draft.add([fault if isinstance(placed, str) else placed])
        part: Literal["site", "lane"] = "lane" if table == "lanes" else "site"
        if table != "demand" and not isinstance(document.setdefault(part, []), list):
            continue
        sheet = named(draft, sheet, table) if sheet is not None else None
        if table != "demand" and (sheet is None or not sheet.whole):
            draft.unread.add(part)
        if sheet is None:
            continue
        rows = read_rows(sheet)
        {"sites": add_sites, "lanes": add_lanes, "demand": add_demand}[table](draft, rows, sheet.file)
        name = "to" if table == "lanes" else "name"
        if table != "demand":
            at = sheet.columns[name]
            draft.hinted.setdefault(part, set()).update(cells[at].strip() for cells in sheet.broken if at < len(cells))


def read_rows(sheet: Sheet) -> Iterator[tuple[int, Row]]:
    """A sheet's rows as plain tables, with nested keys where a column's name has dots."""
    columns: list[tuple[int, list[str], Callable[[str], Any]]] = []
    for name, at in sheet.columns.items():
        path = name.split(".")
        columns.append((at, path, reader_of(path[-1], path[0])))
    for line, cells in sheet.rows:
        if not any(cells):
            continue  # parts of a table may be set apart by empty rows
        row: Row = {}
        for at, path, convert in columns:
            cell = cells[at].strip()
            if not cell:
                continue
            if len(path) == 1:
                row[path[0]] = convert(cell)
            else:
                nest(row, path, convert(cell))
        yield line, row


def nest(row: Row, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        inner = row.setdefault(key, {})
        if not isinstance(inner, dict):  # the bare name of a rule, and its parameters beside it
            inner = row[key] = {"type": inner}
        row = inner
    row[path[-1]] = value


def reader_of(key: str, first: str) -> Callable[[str], Any]:
    """What turns the cells of a column into values."""
    if key in TEXTS:
        return str
    if key in LISTS:
        return lambda cell: [value(part.strip()) for part in cell.split(";") if part.strip()]
    if first == "rule":
        return lambda cell: reader_of("values", "")(cell) if ";" in cell else value(cell)
    return value


def value(cell: str) -> Any:
    """A cell as the number, or the true or false, that it looks like; otherwise the text itself."""
    try:
        number = float(cell)
    except ValueError:
        return BOOLS.get(cell.lower(), cell)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


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


def add_demand(draft: Draft, rows: Iterator[tuple[int, Row]], file: str) -> None:
    """A row for each stream of customers: added to what else the site (or its item) is asked for."""
    sites = draft.document.get("site")
    at: dict[Any, int] = {}
    for index, site in enumerate(sites if isinstance(sites, list) else ()):
        if isinstance(site, dict) and isinstance(site.get("name"), str):
            at.setdefault(site["name"], index)
    for line, row in rows:
        name, item = row.pop("site", ""), row.pop("item", None)
        if name not in at:
            if "site" not in draft.unread and name not in draft.hinted.get("site", ()):
                found = f"{name!r}, which is no site" if name else "nothing"
                fault = Fault(file=file, line=line, key="site", found=found, remedy=draft.suggest(name, at))
                draft.add([fault])
            continue
        site = draft.document["site"][at[name]]
        items = site.get("items") or {draft.document.get("item", "item"): site}
        if not isinstance(items, dict):
            continue  # a fault of the site's own
        if item is None and len(items) == 1:
            item = next(iter(items))
        if item not in items:
            found = f"{item!r}, which this site does not keep" if item else "no item at a site that keeps several"
            remedy = suggest(item or "", items)
            draft.add([Fault(file=file, line=line, table="site", name=name, key="item", found=found, remedy=remedy)])
            continue
        terms = items[item]
        if not isinstance(terms, dict):
            continue
        before = terms.get("demand", site.get("demand", ()))
        streams = list(before) if isinstance(before, list | tuple) else [before]
        loc: Loc = ("site", at[name]) if terms is site else ("site", at[name], "items", str(item))
        draft.places[(*loc, "demand", len(streams))] = Place(file, line)
        terms["demand"] = [*streams, row]
