"""Settings change single keys of a scenario before it is checked: `site.shop.rule.level=40`.

A path is a key of the scenario (`periods`, `share.demand`), or leads through a site by its name
(`site.shop.stock`, `site.shop.items.tea.stock`, `site.shop.demand.mean`), or a lane by its ends
(`lane.maker>shop.lead_time`; of several between these ends one of an item, `lane.maker>shop (tea).lead_time`, or
the second, `lane.maker>shop#2.lead_time`), or a disruption by its name (`disruption.storm.length`).  `*` stands for
every site that keeps stock, and for every lane or end of one.  The second of several demands is `demand.2`.
"""

import copy
import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.draft import Draft, Loc, Place
from bullwhip.network.scenario.explain import keys_of, shown
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.model import ScenarioTables
from bullwhip.network.scenario.sites import Site
from bullwhip.network.scenario.toml import load_toml
from bullwhip.network.table_model import TableModel

__all__ = ["apply", "parse_value"]

SHOWN = 200  # letters of a setting that a fault names
FILES = ("sites", "lanes", "recipes", "demand", "disruptions")
MODELS: dict[str, type[TableModel]] = {"site": Site, "lane": Lane, "disruption": Disruption}
TOP = [*(name for name in keys_of(ScenarioTables) if name not in MODELS), *FILES]


class NoMatch(Exception):
    """A path that meets nothing: what was found instead, and the remedy."""

    def __init__(self, found: str, remedy: str) -> None:
        self.found = found
        self.remedy = remedy


def parse_value(text: str) -> Any:
    """A setting's value: what it means as a TOML value, or else the text itself."""
    try:
        parsed = load_toml(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    given = parsed["value"]
    dates = datetime.date | datetime.time
    return text if len(parsed) > 1 or isinstance(given, dates) else given


def apply(draft: Draft, settings: Mapping[str, Any], *, files: bool) -> None:
    """Change a draft as settings say: first those that name other files, later, once these are read, the rest."""
    for path, text in settings.items():
        if (path in FILES) != files:
            continue
        value = parse_value(text) if isinstance(text, str) else text
        given = text if isinstance(text, str) else shown(text)
        said = f"{draft.setting}{path}={given if len(given) <= SHOWN else given[:SHOWN] + '...'}"
        try:
            for loc in put(draft.document, path, value):
                draft.places[loc] = Place(said)
        except NoMatch as nothing:
            draft.add([Fault(file=said, found=nothing.found, remedy=nothing.remedy)])


def put(document: dict[str, Any], path: str, value: Any) -> Iterable[Loc]:
    """Set a value in a document.  Gives the paths of what was set; raises Nothing if there is no such place."""
    first, _, rest = path.partition(".")
    if first in MODELS:
        if not isinstance(document.get(first, []), list | tuple):
            return []  # no list of tables: that is a fault of its own
        tables = [(index, table) for index, table in enumerate(document.get(first, [])) if isinstance(table, dict)]
        return list(put_each(first, tables, rest, value))
    if first not in TOP:
        raise NoMatch(f"{first!r}, which is no key of a scenario", suggest(first, [*TOP, *MODELS]))
    if first in FILES and rest:
        raise NoMatch(f"{first!r}, which names a CSV file", "name the table: site.NAME.KEY or lane.FROM>TO.KEY")
    return [set_in(document, (), path, value)]


def put_each(kind: str, tables: list[tuple[int, dict[str, Any]]], rest: str, value: Any) -> Iterator[Loc]:
    """Set a key of each of the sites, lanes or disruptions that `rest` begins with."""
    if kind != "lane":
        names = {str(table.get("name")) for _, table in tables}
        name, key = split_name(rest, names)
        every = name == "*" and name not in names
        chosen = [
            (at, table)
            for at, table in tables
            if (every and (kind != "site" or stocked(table))) or table.get("name") == name
        ]
        known: Iterable[str] = names
    else:
        names_of = lane_names(tables)
        ends = {names[0] for names in names_of.values()}
        patterns = {
            "*",
            *(name for names in names_of.values() for name in names),
            *(p for end in ends for p in (end, "*>" + end.split(">")[1], end.split(">")[0] + ">*")),
        }
        name, key = split_name(rest.replace(" -> ", ">"), patterns)
        every = "*" in name
        chosen = [(at, table) for at, table in tables if any(matches(name, own) for own in names_of[at])]
        known = ends
    if not chosen:
        raise NoMatch(f"{name!r}, which is no {kind}", suggest(name, known, f"give the name of a {kind}"))
    keys = keys_of(MODELS[kind])
    first = key.partition(".")[0]
    if first not in keys:
        found = f"{first!r}, which is no key of a {kind}" if first else f"no key of the {kind}"
        raise NoMatch(found, suggest(first, keys))
    if every and "." in key:
        chosen = [(at, table) for at, table in chosen if table.get(first)]
        if not chosen:
            raise NoMatch(f"no {kind} with the key {first!r}", f"name a {kind} that has one")
    for at, table in chosen:
        yield set_in(table, (kind, at), key, copy.deepcopy(value))  # a later setting may change one of them


def items_in(site: dict[Any, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The items of a site with their tables, as far as there are any."""
    items = site.get("items")
    return (
        [(item, terms) for item, terms in items.items() if isinstance(terms, dict)] if isinstance(items, dict) else []
    )


def stocked(site: dict[str, Any]) -> bool:
    """Whether a site keeps stock, as far as can be told before it is checked."""
    return site.get("role") != "supplier" or bool(site.get("rule") or site.get("stock") or site.get("items"))


def lane_names(lanes: list[tuple[int, dict[str, Any]]]) -> dict[int, list[str]]:
    """By what names each lane goes: its ends; with its item; and its number among those of the same ends."""
    names: dict[int, list[str]] = {}
    count: Counter[str] = Counter()
    for at, lane in lanes:
        end = lane_name(lane)
        count[end] += 1
        names[at] = [end, f"{end}#{count[end]}"]
        if lane.get("item"):
            names[at].append(f"{end} ({lane['item']})")
    return names


def lane_name(lane: dict[str, Any]) -> str:
    return f"{lane.get('from') or ''}>{lane.get('to')}"


def matches(pattern: str, name: str) -> bool:
    if pattern in ("*", name):
        return True
    wanted, given = pattern.partition(">"), name.partition(">")
    return all(want in ("*", end) for want, end in zip(wanted[::2], given[::2], strict=True))


def split_name(path: str, names: Iterable[str]) -> tuple[str, str]:
    """A path's first name and the rest of it; a name may have dots in it."""
    fitting = [name for name in names if path == name or path.startswith(f"{name}.")]
    name = max(fitting, key=len) if fitting else path.partition(".")[0]
    return name, path[len(name) + 1 :]


def set_in(table: dict[Any, Any], loc: Loc, path: str, value: Any) -> Loc:
    """Set the value at a path within a table; gives its full path."""
    key, rest = split_name(path, [name for name in table if isinstance(name, str)])
    if not key or path.endswith("."):
        raise NoMatch("a path without a key at its end", "give the name of the key")
    loc = (*loc, key)
    if not rest:
        table[key] = value
        return loc
    inner = table.get(key)
    if isinstance(inner, list | tuple) and key == "demand":
        number, more = split_name(rest, [])
        index = int(number) - 1 if number.isascii() and number.isdigit() else 0
        more = more if number.isdigit() else rest
        if not (0 <= index < len(inner)) or (len(inner) > 1 and not number.isdigit()):
            raise NoMatch(f"{number!r} where there are {len(inner)} demands", f"give 1 to {len(inner)}")
        inner, loc, rest = inner[index], (*loc, index), more
    elif isinstance(inner, str) and key in ("rule", "forecast"):
        inner = table[key] = {"type": inner}
    elif inner is None and key in ("share", "recovery", "chance"):
        inner = table[key] = {}
    if not isinstance(inner, dict):
        found = f"no table {key!r}" if inner is None else f"{key!r}, which is not a table"
        of_items = [item for item, terms in items_in(table) if inner is None and terms.get(key)]
        remedy = f"set items.{of_items[0]}.{path}, or " if of_items else ""
        raise NoMatch(found, f"{remedy}set {key} as a whole")
    if key == "items":
        item = split_name(rest, inner)[0]
        if item not in inner:
            raise NoMatch(f"{item!r}, which is no item of this site", suggest(item, inner))
    return set_in(inner, loc, rest, value)
