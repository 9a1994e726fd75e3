"""The columns of CSV tables, named like the keys.

A misnamed column is one fault, not one of each row: it is read as the column that was probably meant, and so is what
many rows lack, or have too much, because of a column.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from bullwhip.network.demand import DEMANDS
from bullwhip.network.errors import Fault, malformed, near_miss, one_edit_away
from bullwhip.network.scenario.disruption import Chance, Disruption, Recovery
from bullwhip.network.scenario.draft import Columns, Draft
from bullwhip.network.scenario.explain import UNKNOWN_KEY, keys_of
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.laws import LAW_KEYS
from bullwhip.network.scenario.recipe_table import RECIPE_COLUMNS
from bullwhip.network.scenario.sheets import Sheet
from bullwhip.network.scenario.sites import Goodwill, Site

__all__ = ["COLUMNS", "by_column", "named", "path_of"]

DEMAND_KEYS = list(dict.fromkeys(key for model in DEMANDS.values() for key in keys_of(model)))
COLUMNS: dict[str, list[str]] = {
    "sites": [
        *(key for key in keys_of(Site) if key not in ("items", "demand")),
        "item",
        *(f"demand.{key}" for key in DEMAND_KEYS),
        *(f"sourcing.{key}" for key in ("type", "order")),
        *(f"goodwill.{key}" for key in keys_of(Goodwill)),
    ],
    "lanes": [*keys_of(Lane), *(f"{key}.{inner}" for key in ("lead_time", "yield") for inner in ("type", *LAW_KEYS))],
    "recipes": list(RECIPE_COLUMNS),
    "demand": ["site", "item", *DEMAND_KEYS],
    "disruptions": [
        *keys_of(Disruption),
        *(f"{key}.{inner}" for key in ("every", "lasts") for inner in ("type", *LAW_KEYS)),
        *(f"chance.{key}" for key in keys_of(Chance)),
        *(f"recovery.{key}" for key in keys_of(Recovery)),
    ],
}
NEEDED = {
    "sites": ["name", "role"],
    "lanes": ["to", "lead_time"],
    "recipes": list(RECIPE_COLUMNS),
    "demand": ["site", "type"],
    "disruptions": ["name", "kind"],
}
# Tables whose keys are names: every column that begins so is one of them.
OPEN = {"sites": ("sourcing.shares.", "sourcing.weights.", "uses."), "lanes": ("recipe.",)}
RULE_TYPE = "rule.type"
LISTED = 20  # unknown columns that are named
LOOKED_AT = 100  # of which it is thought about what they were meant to be
NO_NUMBER = re.compile(r"(.+), which is not a (?:whole )?number")
MERGED = re.compile(r"[;\t]")  # several names in one, where cells are not separated by commas
# The column of a key: what follows `items.x.`, and `demand[1].` where the whole table is about demand.
COLUMN = re.compile(
    r"(?:^|\.)((?:rule|demand|sourcing|recipe|uses|goodwill|lead_time|yield|every|lasts|chance|recovery)(?:\..+)?|[^.]+)$"
)


def named(draft: Draft, sheet: Sheet, table: str) -> Sheet | None:
    """A sheet with its known columns only; misnamed ones have the names that were probably meant.

    None where a column is missing without which nothing can be made of it.
    """
    columns: dict[str, int] = {}
    doubtful: set[str] = set(sheet.doubled)
    strange: list[str] = []
    for name, at in sheet.columns.items():
        if known(name, sheet, table):
            columns[name] = at
            continue
        choice = [RULE_TYPE] if name.startswith("rule.") else COLUMNS[table]
        meant = meant_column(name, choice) if len(strange) < LOOKED_AT else None
        if meant is None or MERGED.search(name):
            strange.append(name)
            continue
        draft.add([column_fault(sheet, name, "an unknown column", f"did you mean {meant!r}?")])
        if meant not in sheet.columns and meant not in doubtful:
            doubtful.add(meant)
            columns[meant] = at
    given = {name.removesuffix(".type") for name in columns}  # the type of a law is as good as a number
    lacking = [name for name in NEEDED[table] if name not in given]
    for name in lacking:
        remedy = f"rename the column {strange[0]!r}, or add one" if strange else f"add a column {name!r}"
        draft.add([column_fault(sheet, name, "no such column", remedy)])
    if lacking:
        return None
    draft.add(column_fault(sheet, name, "an unknown column", "remove it") for name in strange[:LISTED])
    if len(strange) > LISTED:
        found = f"{len(strange) - LISTED:,} more unknown columns"
        draft.add([malformed(found, "remove them", file=sheet.file, line=1)])
    draft.sheets[sheet.file] = Columns(table, frozenset(columns), frozenset(doubtful))
    return replace(sheet, columns=columns)


def meant_column(name: str, choice: list[str]) -> str | None:
    """The column that a misnamed one was probably meant to be; of `demand.x` one of `demand`."""
    start = name[: name.rfind(".") + 1]
    ends = [other.removeprefix(start) for other in choice if other.startswith(start)]
    if not start or not ends:
        return near_miss(name, choice)
    end = near_miss(name.removeprefix(start), ends)
    return None if end is None else start + end


def known(name: str, sheet: Sheet, table: str) -> bool:
    """Whether this is the name of a column; which parameters a rule has, only its owner knows."""
    if table != "sites" or not name.startswith("rule."):
        return name in COLUMNS[table] or (bool(path_of(name)[-1]) and name.startswith(OPEN.get(table, ())))
    typed = "rule" in sheet.columns or RULE_TYPE in sheet.columns
    return typed or name not in one_edit_away(RULE_TYPE)


def path_of(name: str) -> list[str]:
    """The path of the key that a column is named after; a name that is a key may have dots in it."""
    start = next((start for starts in OPEN.values() for start in starts if name.startswith(start)), "")
    return [*start.split(".")[:-1], name.removeprefix(start)] if start else name.split(".")


def column_fault(sheet: Sheet, name: str, found: str, remedy: str) -> Fault:
    return Fault(
        file=sheet.file,
        line=1,
        table="column",
        name=name,
        found=found,
        remedy=remedy,
        kind="malformed",
    )


def by_column(draft: Draft) -> Iterator[Fault]:
    """A draft's faults; what rows have in common because of a column is said once."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    cells: dict[tuple[str, int | None], list[str]] = {}  # that the file as a whole was told about
    for fault in draft.faults:
        if not fault.table and not fault.key:
            cells.setdefault((fault.file, fault.line), []).append(fault.found)
    for fault in dict.fromkeys(draft.faults):
        no_number = NO_NUMBER.fullmatch(fault.found)
        told = cells.get((fault.file, fault.line), ()) if no_number and fault.line else ()
        if no_number and any(found.startswith(f"{no_number[1]}, ") for found in told):
            continue
        sheet = draft.sheets.get(fault.file)
        column = column_of(fault, sheet.table) if sheet is not None else None
        if sheet is None or column is None:
            yield fault
        elif column in sheet.doubtful:
            continue  # the column may have been meant as something else
        elif column not in sheet.names or fault.found == UNKNOWN_KEY:
            groups.setdefault((fault.file, column), []).append(fault)
        else:
            yield fault
    for (file, column), faults in groups.items():
        yield faults[0] if len(faults) == 1 else joined(faults, column, column in draft.sheets[file].names)


def column_of(fault: Fault, table: str) -> str | None:
    """The column that a fault of a row is about."""
    if not fault.line or not fault.key or fault.table == "column":
        return None
    match = COLUMN.search(re.sub(r"\[\d+\]", "", fault.key))
    if match is None:
        return None
    return match[1].removeprefix("demand.") if table == "demand" else match[1]


def joined(faults: Collection[Fault], column: str, there: bool) -> Fault:
    """One fault of a column that many rows do not know (where it is there) or lack."""
    first = min(faults, key=lambda fault: fault.line or 0)
    rows = f"{len(faults):,} rows"
    found = f"an unknown key in {rows}" if there else f"no such column, which {rows} need"
    remedy = Counter(fault.remedy for fault in faults).most_common(1)[0][0]
    table = column.rpartition(".")[0]
    if there and table:
        remedy = remedy.replace("did you mean '", f"did you mean '{table}.")
    found += f" (the first is in line {first.line})"
    return replace(first, line=1, table="column", name=column, key="", found=found, remedy=remedy)
