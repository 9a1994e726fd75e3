"""From plain tables to models, one table at a time, so that a broken one does not hide the rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bullwhip.network.demand import DEMANDS
from bullwhip.network.errors import near_miss
from bullwhip.network.scenario.demand import Trust
from bullwhip.network.scenario.disruption import Chance, Disruption, Recovery
from bullwhip.network.scenario.draft import Draft, Loc
from bullwhip.network.scenario.explain import explain, keys_of, meant_key, shown
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.model import ScenarioTables, Share
from bullwhip.network.scenario.prices import Discount, PriceChange
from bullwhip.network.scenario.sites import Goodwill, Site, StockTerms
from bullwhip.network.scenario.sourcing import SOURCINGS
from bullwhip.network.table_model import TableModel

__all__ = ["Parsed", "parse"]

MODELS: dict[str, type[TableModel]] = {
    "": ScenarioTables, "site": Site, "item": StockTerms, "lane": Lane, "disruption": Disruption
}  # fmt: skip
TABLES: dict[str, TypeAdapter[Any]] = {
    "site": TypeAdapter(tuple[Site, ...]),
    "lane": TypeAdapter(tuple[Lane, ...]),
    "disruption": TypeAdapter(tuple[Disruption, ...]),
}
# Tables within these, and the entries of lists, by their key.
INNER: dict[str, type[TableModel]] = {
    "goodwill": Goodwill, "discounts": Discount, "price_changes": PriceChange, "chance": Chance, "recovery": Recovery
}  # fmt: skip
# What stands in for a key that is broken or missing, so that the rest of its table can still be checked.
STAND_INS: dict[str, dict[str, Any]] = {
    "": {"name": "?", "periods": 10**9},
    "site": {"role": "distributor", "demand": {"type": "constant", "value": 0}},
    "item": {"demand": {"type": "constant", "value": 0}},
    "lane": {"lead_time": 1, "order_delay": 1},
    "disruption": {"name": "?", "kind": "transit"},
}
ATTEMPTS = 3


@dataclass(kw_only=True)
class Parsed:
    """The models of all tables that can be understood, with their positions in the document."""

    draft: Draft
    top: ScenarioTables  # the keys of the scenario itself, without sites and lanes
    sites: dict[int, Site]
    lanes: dict[int, Lane]
    disruptions: dict[int, Disruption]
    doubts: dict[Loc, set[str]] = field(default_factory=dict)  # keys with a stand-in; says nothing about them

    def sure(self, loc: Loc, *keys: str) -> bool:
        """Whether these keys of a table are as the file has them."""
        doubtful = self.doubts.get(loc) if self.doubts else None
        return doubtful is None or doubtful.isdisjoint(keys)


def parse(draft: Draft, trust: Trust) -> Parsed:
    """Models of a draft's tables, which may do what they are trusted with.  What is wrong is added to its faults."""
    doubts: dict[Loc, set[str]] = defaultdict(set)
    top = parse_top(draft, doubts)
    sites: dict[int, Site] = parse_tables(draft, "site", doubts, trust)
    lanes: dict[int, Lane] = parse_tables(draft, "lane", doubts, trust)
    disruptions: dict[int, Disruption] = parse_tables(draft, "disruption", doubts, trust)
    return Parsed(draft=draft, top=top, sites=sites, lanes=lanes, disruptions=disruptions, doubts=dict(doubts))


def parse_top(draft: Draft, doubts: dict[Loc, set[str]]) -> ScenarioTables:
    given = {key: value for key, value in draft.document.items() if key not in TABLES}
    try:
        return ScenarioTables.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False)
    report(draft, (), details)
    salvaged = salvage(given, "", [detail["loc"] for detail in details], doubts[()], Trust(code=False))
    assert isinstance(salvaged, ScenarioTables)  # all that a scenario needs has a stand-in
    return salvaged


def parse_tables(draft: Draft, table: str, doubts: dict[Loc, set[str]], trust: Trust) -> dict[int, Any]:
    given = draft.document.get(table, ())
    if not isinstance(given, list | tuple):
        found = "a table" if isinstance(given, dict) else f"{shown(given)}, which is no list of tables"
        draft.add([draft.fault((table,), found, f"write [[{table}]] above each {table}", "malformed")])
        draft.unread.add(table)
        return {}
    adapter = TABLES[table]
    try:
        return dict(enumerate(adapter.validate_python(given, context=trust)))
    except ValidationError as error:
        details = error.errors(include_url=False)
    broken: dict[int, list[ErrorDetails]] = defaultdict(list)
    for detail in details:
        broken[int(detail["loc"][0])].append(detail)
    sound = [index for index in range(len(given)) if index not in broken]
    parts = dict(zip(sound, adapter.validate_python([given[index] for index in sound], context=trust), strict=True))
    for index, its_details in broken.items():
        report(draft, (table,), its_details)
        if isinstance(given[index], dict):
            locs = [detail["loc"][1:] for detail in its_details]
            salvaged = salvage(given[index], table, locs, doubts[(table, index)], trust)
            parts |= {index: salvaged} if salvaged is not None else {}
    return dict(sorted(parts.items()))


def salvage(given: Mapping[str, Any], table: str, locs: list[Loc], doubts: set[str], trust: Trust) -> TableModel | None:
    """What can be understood of a broken table; None where nothing can: without a name, or an end."""
    for _ in range(ATTEMPTS):
        given = mend(given, table, locs, doubts)
        try:
            return MODELS[table].model_validate(given, context=trust)
        except ValidationError as error:  # a key that counts as another one may be wrong there, too
            locs = [detail["loc"] for detail in error.errors(include_url=False)]
    return None


def mend(given: Mapping[Any, Any], table: str, locs: Iterable[Loc], doubts: set[str]) -> dict[str, Any]:
    """A copy of a table where something sound stands in the place of what is broken.

    A misspelt key counts as the key that was meant.  All such keys are noted as doubtful.
    """
    sound = {key: value for key, value in given.items() if isinstance(key, str)}
    known = keys_of(MODELS[table])
    for loc in locs:
        key = str(loc[0]) if loc else ""
        doubts.add(key)
        meant = None if key in known else near_miss(key, known)
        if meant is not None and meant not in given:
            doubts.add(meant)
            sound[meant] = sound.pop(key)
        elif key == "items" and len(loc) > 2 and isinstance(items := sound.get("items"), dict):
            doubts.add(str(loc[2]))
            inner = mend(items[loc[1]], "item", [loc[2:]], doubts) if isinstance(items[loc[1]], dict) else {}
            sound["items"] = items | {loc[1]: inner}
        else:
            sound.pop(key, None)
            if key in STAND_INS[table]:
                sound[key] = STAND_INS[table][key]
    return sound


def report(draft: Draft, prefix: Loc, details: Iterable[ErrorDetails]) -> None:
    """Add pydantic's errors to the draft's faults."""
    faults = []
    meant = set()
    details = list(details)
    broken = {
        detail["loc"][:-1] for detail in details
    }  # lists, some entry of which is wrong: that is why they are short
    for detail in details:
        if detail["type"] == "too_short" and detail["loc"] in broken:
            continue
        loc = prefix + detail["loc"]
        known = known_keys(loc)
        meant.add((*loc[:-1], meant_key(detail, known)))
        fault = explain(detail, known)
        path = without_tags(loc)
        if (key := detail.get("ctx", {}).get("key")) is not None:
            path += (str(key),)
        elif detail["type"].startswith("union_tag"):
            path += ("type",)
        faults.append((detail["type"], loc, draft.fault(path, fault.found, fault.remedy, fault.kind)))
    draft.add(fault for kind, loc, fault in faults if kind != "missing" or loc not in meant)


def without_tags(loc: Loc) -> Loc:
    """A path without what pydantic adds to it: the type of a demand, and the mark of a dictionary's key."""
    return tuple(part for step, part in enumerate(loc) if not is_tag(loc, step) and part != "[key]")


def is_tag(loc: Loc, step: int) -> bool:
    if step >= 2 and loc[step - 1] == "sourcing":
        return loc[step] in SOURCINGS
    if step >= 2 and loc[0] in ("lane", "disruption") and loc[step - 1] in ("lead_time", "yield", "every", "lasts"):
        return loc[step] in DEMANDS
    return step >= 2 and isinstance(loc[step - 1], int) and loc[step - 2] == "demand"


def known_keys(loc: Loc) -> Mapping[str, FieldInfo | None]:
    """The keys of the table that holds the last key of a path."""
    model: type[TableModel] = ScenarioTables
    for known, step in walk(loc):
        if step < len(loc):
            model = known
    return keys_of(model)


def walk(loc: Loc) -> Iterator[tuple[type[TableModel], int]]:
    """The tables along a path, each with the number of parts that lead to it."""
    if loc[0] == "site":
        yield Site, 2
        if loc[2:3] == ("items",):
            yield StockTerms, 4
    elif loc[0] == "lane":
        yield Lane, 2
    elif loc[0] == "disruption":
        yield Disruption, 2
    elif loc[0] == "share":
        yield Share, 1
    for step in range(2, len(loc)):
        if loc[step] in INNER:
            yield INNER[str(loc[step])], step + 1
        tables: Mapping[str, type[TableModel]] = SOURCINGS if loc[step - 1] == "sourcing" else DEMANDS
        if is_tag(loc, step) and loc[step] in tables:
            yield tables[str(loc[step])], step + 1
