"""From a file, or a mapping, to tables that were checked: what reading a scenario takes, step by step."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from bullwhip.network.errors import Fault, FaultyTable, ScenarioError
from bullwhip.network.garbage import uncollected
from bullwhip.network.scenario import settings as change
from bullwhip.network.scenario.catalogue import shipped
from bullwhip.network.scenario.check import check
from bullwhip.network.scenario.columns import by_column
from bullwhip.network.scenario.csv_tables import expand
from bullwhip.network.scenario.demand import Trust
from bullwhip.network.scenario.draft import Draft, Loc
from bullwhip.network.scenario.explain import no_rule, table_faults
from bullwhip.network.scenario.files import Folder, parse_toml, read_bytes
from bullwhip.network.scenario.law_values import fill_laws
from bullwhip.network.scenario.model import ScenarioTables
from bullwhip.network.scenario.origin import RuleCheck
from bullwhip.network.scenario.parse import Parsed, parse
from bullwhip.network.scenario.series import fill

__all__ = ["begin", "finish", "plain"]


@uncollected()
def finish(draft: Draft, folder: Folder, check_rule: RuleCheck | None, settings: Mapping[str, str]) -> ScenarioTables:
    """The checked tables of a source's plain ones.  Raises ScenarioError if there is any fault."""
    change.apply(draft, settings, files=True)
    expand(draft, folder)
    change.apply(draft, settings, files=False)
    fill(draft, folder)
    fill_laws(draft, folder)
    parsed = parse(draft, Trust(folder.trusted, folder.path))
    draft.add(check(parsed))
    draft.add(rule_faults(parsed, check_rule, folder.trusted))
    if draft.faults:
        raise ScenarioError(in_order(draft))
    parts = {
        "site": tuple(parsed.sites.values()),
        "lane": tuple(parsed.lanes.values()),
        "disruption": tuple(parsed.disruptions.values()),
    }
    return parsed.top.model_copy(update={name: part for name, part in parts.items() if part})


def in_order(draft: Draft) -> list[Fault]:
    """A draft's faults, each once, those of one file together and by line."""
    faults = list(dict.fromkeys(by_column(draft)))
    files = {file: at for at, file in enumerate(dict.fromkeys([draft.file, *(fault.file for fault in faults)]))}
    return sorted(faults, key=lambda fault: (files[fault.file], fault.line or 0))


def begin(source: str | Path | Mapping[str, Any], trusted: bool) -> tuple[Draft, Folder]:
    """A source's plain tables, and the folder that its paths start from."""
    if isinstance(source, Mapping):
        return Draft(file="", document=plain(source)), Folder(None, trusted=trusted)
    ready = shipped()
    path = ready.get(str(source), Path(source))
    document = parse_toml(read_bytes(path, str(source), ready), str(source))
    return Draft(file=str(source), document=document), Folder(path.parent, trusted=trusted)


def plain(value: Any) -> Any:
    """A copy of a document, to be changed without changing the caller's; values of NumPy and pandas as Python's."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return list(value) if type(value).__name__ == "Series" else value  # pandas is not imported for it


def rule_faults(parsed: Parsed, check_rule: RuleCheck | None, trusted: bool) -> Iterator[Fault]:
    """What the owner of the rules says of their tables.  Equal tables are asked about once."""
    known: dict[str, list[Fault]] = {}
    whole_units = parsed.top.whole_units and parsed.sure((), "whole_units")
    for at, site in parsed.sites.items():
        own: list[tuple[Loc, dict[str, Any] | None]] = [(("site", at, "rule"), site.rule)]
        own += [(("site", at, "items", item, "rule"), terms.rule) for item, terms in site.items.items()]
        for loc, rule in own:
            if rule is None:
                continue
            written = repr(rule)
            if written not in known:
                known[written] = refusals(rule, whole_units, check_rule, trusted)
            for fault in known[written]:
                path = (*loc, fault.key) if fault.key else loc
                yield parsed.draft.fault(path, fault.found, fault.remedy, fault.kind)


def refusals(rule: dict[str, Any], whole_units: bool, check_rule: RuleCheck | None, trusted: bool) -> list[Fault]:
    """The faults of one rule's table, their keys given within it."""
    kind = rule.get("type")
    if not isinstance(kind, str):
        return [no_rule(kind)]
    if not trusted and ":" in kind:
        found = f"{kind!r}, a rule by its import path"
        return [Fault(key="type", found=found, remedy="give a shipped rule: this file is not trusted with code")]
    if check_rule is None:
        return []
    try:
        check_rule(rule, whole_units)
    except FaultyTable as error:
        return list(error.faults)
    except ValidationError as error:
        return table_faults(error)
    return []
