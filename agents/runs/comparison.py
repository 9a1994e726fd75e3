"""The same luck under several rules, side by side.

Replication k of every alternative meets the same demand, so most of the luck cancels in the differences: their
intervals are far narrower than those of the costs themselves (common random numbers; Law, Simulation Modeling and
Analysis, 5th ed., sections 10.2 and 11.2).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bullwhip.agents.deciding.rule_plan import Rules
from bullwhip.agents.formats.saved import Saved
from bullwhip.agents.formats.sheets import write_workbook
from bullwhip.agents.outcomes.compared_outcomes import ComparedOutcomes
from bullwhip.agents.rules import RULES
from bullwhip.agents.rules.rule_tables import table_of
from bullwhip.agents.runs.experiment import check_memory, check_numbers, run
from bullwhip.agents.runs.inputs import AnyScenario, GivenRule, GivenRules, periods_of, rule_of, rules_of, scenario_of
from bullwhip.agents.runs.progress import GivenProgress, watched
from bullwhip.agents.runs.result import Result, about_run, sheets_of
from bullwhip.agents.runs.shown import as_text, comparison_parts
from bullwhip.network.checks import check_list, check_name
from bullwhip.network.errors import BullwhipError, RuleError, suggest
from bullwhip.network.measures.chosen import GivenMeasures, measures_of
from bullwhip.network.notebook import html_table
from bullwhip.network.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from bullwhip.agents.formats.asked_table import AskedTable

__all__ = ["CURRENT", "Alternative", "Comparison", "compare"]

CURRENT = "current"  # the alternative that leaves the scenario's own rules in place

# A rule, or a rule's table as a scenario file writes it, at all sites; rules by site or (site, item), as for `run`; the
# name of a shipped rule, whose parameters are computed from the scenario; CURRENT.
Alternative = GivenRule | GivenRules


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(ComparedOutcomes, Saved):
    """The outcome of `compare`: a Result for every alternative, in the order in which they were given.

    Printed, or shown in a notebook, it is the main measures of each.

    `computed` has the rule of every stockpoint (site, item), with the parameters that were computed from the scenario,
    of those alternatives that asked for it; `notes` says what in them is arbitrary.
    """

    results: dict[str, Result]
    computed: dict[str, Rules] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    @cached_property
    def table(self) -> AskedTable:
        """A row for every rule: difference in cost with its interval, and the means of the network's measures.

        A data frame; `table("cost", "fill_rate")` is one of these columns, as of a Result.
        """
        from bullwhip.agents.formats.asked_table import AskedTable

        rows = []
        for name, result in self.results.items():
            more = self.difference(name)
            means = dict(zip(result.totals["measure"], result.totals["mean"], strict=True))
            difference = {"difference": more.mean, "difference_low": more.low, "difference_high": more.high}
            rows.append({"rule": name, "cost": means["cost"], **difference, **means})
        return AskedTable(AskedTable(rows).set_index("rule"))

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Measures of the whole network under every rule, tidy: rule, measure, unit, mean, low, high."""
        return self._stacked({name: result.totals for name, result in self.results.items()})

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Measures by stockpoint under every rule, tidy: rule, site, item, measure, unit, mean, low, high."""
        return self._stacked({name: result.summary for name, result in self.results.items()})

    @cached_property
    def by_site(self) -> pd.DataFrame:
        """Sums over items by site under every rule, tidy: rule, site, items, measure, unit, mean, low, high."""
        return self._stacked({name: result.by_site for name, result in self.results.items()})

    def as_dict(self) -> dict[str, Any]:
        """The comparison as `bullwhip compare --json` prints it; what is unknown is None.

        `parameters` of a rule has the tables that were computed, as a scenario file takes them, by site and item, and
        `note` says what in them is arbitrary.
        """
        parts = {name: result.as_dict() for name, result in self.results.items()}
        rules = {}
        for name, part in parts.items():
            parameters: dict[str, dict[str, Any]] = {}
            for (site, item), rule in self.computed.get(name, {}).items():
                parameters.setdefault(site, {})[item] = table_of(rule)
            rules[name] = {
                "difference": {"cost": self.difference(name).as_dict()},
                "parameters": parameters,
                "note": self.notes.get(name, ""),
                "network": part["network"],
                "sites": part["sites"],
                "by_site": part["by_site"],
            }
        shared = {key: parts[self.baseline][key] for key in ("scenario", "seed", "replications", "periods")}
        return {**shared, "baseline": self.baseline, "rules": rules}

    def to_json(self) -> str:
        """`as_dict` as one JSON object."""
        return json.dumps(self.as_dict())

    def plot(self) -> Figure:
        """Cost by kind, differences with their intervals, bullwhip by site: one figure."""
        from bullwhip.agents.pictures.comparison_picture import side_by_side

        return side_by_side(self)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are written into files, by name: comparison, network, sites, summary."""
        return {
            "comparison": self.table.reset_index(),
            "network": self.measures,
            "sites": self.by_site,
            "summary": self.summary,
        }

    def write_xlsx(self, path: Path) -> None:
        """Write the workbook itself, as `write_whole` wants it done."""
        about = [*about_run(self.results[self.baseline]), ("compared with", self.baseline)]
        write_workbook(sheets_of(about, self.tables), path)

    def __repr__(self) -> str:
        return as_text(*comparison_parts(self))

    def _repr_html_(self) -> str:
        return html_table(*comparison_parts(self))

    def _stacked(self, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        return pd.concat(frames, names=["rule"]).reset_index("rule").reset_index(drop=True)


def compare(
    scenario: AnyScenario,
    rules: Mapping[str, Alternative] | Collection[str],
    replications: int = 100,
    periods: int | None = None,
    seed: int | None = None,
    *,
    sites: Collection[str] | None = None,
    workers: int = 1,
    measures: GivenMeasures = None,
    progress: GivenProgress = None,
) -> Comparison:
    """Run a scenario under several rules, with the same luck for each; the first is what the others are compared with.

    `rules` names the alternatives: {"mine": Mine(level=42), "theirs": {"type": "pass-on"}}, or just
    ["current", "order-up-to"] for shipped rules with parameters that are computed from the scenario (`computed` of what
    comes back has them).  A rule takes the place of the scenario's at all sites, or at those in `sites`; what limits
    orders there stays, as for `run`.  The rest as for `run`.  Raises BullwhipError.
    """
    made = scenario_of(scenario)
    listed: object = rules  # whatever it is
    named = isinstance(listed, Collection) and not isinstance(listed, str) and all(isinstance(n, str) for n in listed)
    if not named or not len(rules):  # an array has no truth of its own
        found = "none" if named else repr(rules)
        raise BullwhipError(
            f"rules: found {found}; give a list of names, such as ['current', 'order-up-to'], or rules by names of "
            "their own, such as {'now': 'current', 'mine': OrderUpTo(level=40)}"
        )
    given = dict(rules) if isinstance(rules, Mapping) else {name: name for name in rules}
    if not isinstance(rules, Mapping) and len(given) < len(rules):
        raise BullwhipError("rules: found the same name twice; give each alternative a name of its own")
    chosen = _sites(made, sites)
    replaced = {name: _at(chosen, _replaced(made, name, alternative, chosen)) for name, alternative in given.items()}
    check_numbers(replications, seed, workers)
    measured = list(measures_of(measures).values())
    check_memory(replications, len(made.stockpoints()), len(measured), None)
    work = len(made.stockpoints()) * periods_of(made, periods) * replications * len(replaced)
    results = {}
    with watched(progress, work) as done:
        for name, rule in replaced.items():
            with _naming(name):
                results[name] = run(
                    made, replications, periods, seed, rules=rule, workers=workers, measures=measured, progress=done
                )
    told = {name: wanted for name, wanted in given.items() if isinstance(wanted, str) and wanted in RULES}
    return Comparison(
        results=results,
        computed={name: replaced[name] for name in told},
        notes={name: said for name, rule in told.items() if (said := _arbitrary(made, rule, replaced[name]))},
    )


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Name the alternative whose run fails: its rules do not fit the scenario, or each other."""
    try:
        yield
    except BullwhipError as error:
        kind = RuleError if isinstance(error, RuleError) else BullwhipError
        raise kind("\n".join(f"rule {name!r}: {said}" for said in str(error).splitlines())) from error


def _sites(scenario: Scenario, wanted: Collection[str] | None) -> list[str]:
    """The sites whose rules are replaced.  Raises BullwhipError if one of them decides nothing."""
    keeping = list(dict.fromkeys(point.site for point in scenario.stockpoints()))
    if wanted is None:
        return keeping
    listed = check_list("sites", wanted, f"['{keeping[0]}']")
    for name in listed:
        check_name("site", name, keeping, "keeps no stock")
    return [name for name in keeping if name in listed]


def _replaced(scenario: Scenario, name: str, alternative: Alternative, sites: list[str]) -> Rules:
    """The rules that take the place of the scenario's own."""
    if isinstance(alternative, str):
        return {} if alternative == CURRENT else _tuned(scenario, alternative)
    if isinstance(alternative, Mapping) and not isinstance(alternative.get("type"), str):
        return rules_of(scenario, cast(GivenRules, alternative))
    return dict.fromkeys(sites, rule_of(cast(GivenRule, alternative), f"rule {name!r}", scenario.whole_units))


def _tuned(scenario: Scenario, rule: str) -> Rules:
    """A shipped rule with the parameters that fit each stockpoint."""
    if rule not in RULES:
        raise BullwhipError(f"rule: found {rule!r}, which is no shipped rule; {suggest(rule, [CURRENT, *RULES])}")
    from bullwhip.agents.tuning.tuned_rules import tuned  # it computes optima: only who asks for it waits for it

    return tuned(rule, scenario)


def _arbitrary(scenario: Scenario, rule: str, computed: Rules) -> str:
    """What no cost asks for in a rule whose parameters were computed."""
    from bullwhip.agents.tuning.tuned_rules import arbitrary

    return arbitrary(rule, scenario, computed.keys())


def _at(sites: list[str], rules: Rules) -> Rules:
    """Of some rules, those of these sites."""
    return {where: rule for where, rule in rules.items() if (where if isinstance(where, str) else where[0]) in sites}
