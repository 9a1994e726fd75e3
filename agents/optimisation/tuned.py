"""What came out of a search for parameters: a scenario that has them, and what they are worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bullwhip.agents.formats.text import UNKNOWN, WHY_UNKNOWN, amount, clean, lay_out, measure_name
from bullwhip.agents.optimisation.objective import Goal
from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.agents.runs.shown import Parts
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_path
from bullwhip.network.intervals import FEWEST
from bullwhip.network.notebook import html_table
from bullwhip.network.scenario import Scenario
from bullwhip.network.whole_files import write_whole

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "Tuned"]

SERVES_NOBODY = 0.05  # a fill rate
LISTED = 60  # parameters in a table for people
HEADER = ("stockpoint", "parameter", "found by", "before", "after")


class Change(NamedTuple):
    """A parameter of a rule, before and after; before is NaN where the rule was another one."""

    site: str
    item: str
    rule: str
    parameter: str
    before: float
    after: float
    method: str


@dataclass(frozen=True, eq=False, repr=False)
class Tuned:
    """The outcome of `tune`.

    `scenario` has the parameters that were found.  `figures` are those of the goal's measures before and after, by
    replication: of luck that the search has not seen.
    """

    scenario: Scenario
    changes: Sequence[Change]
    goal: Goal
    seed: int
    figures: Mapping[str, tuple[Array, Array]]  # by measure: before, after (replications,)

    @property
    def table(self) -> pd.DataFrame:
        """A row for every parameter: site, item, rule, parameter, before, after, method."""
        import pandas as pd

        return pd.DataFrame(list(self.changes), columns=list(Change._fields))

    @property
    def before(self) -> Interval:
        """The measure under the scenario's own rules, with its 95% interval."""
        return self.of(self.goal.measure.name)[0]

    @property
    def after(self) -> Interval:
        """The measure with the parameters that were found, with its 95% interval."""
        return self.of(self.goal.measure.name)[1]

    @property
    def gain(self) -> Interval:
        """How much better it has become, paired by replication, with its 95% interval: positive is better."""
        before, after = self.figures[self.goal.measure.name]
        better = after - before if self.goal.raised else before - after
        return interval_of(better, float(np.abs(before).max()))

    def of(self, measure: str) -> tuple[Interval, Interval]:
        """One of the goal's measures before and after, each with its 95% interval; the fill rate is always measured."""
        before, after = self.figures[measure]
        return interval_of(before), interval_of(after)

    def to_toml(self) -> str:
        """The scenario as the text of a TOML file, with what was found and how as comments at its top."""
        told = f"Tuned by `bullwhip tune`\n{self}"
        return "".join(f"# {line}".rstrip() + "\n" for line in told.splitlines()) + "\n" + self.scenario.to_toml()

    def save(self, path: str | Path) -> Path:
        """Write `to_toml` into a file, whole or not at all; the file.  Raises BullwhipError, OSError."""
        file = check_path("path", path, ".toml")
        write_whole({file: self.to_toml().encode()})
        return file

    def __repr__(self) -> str:
        title, header, rows, note = self._parts
        return f"{clean(title)}\n{lay_out(header, rows, names=3)[0]}\n{note}"

    def _repr_html_(self) -> str:
        return html_table(*self._parts)

    @property
    def _parts(self) -> Parts:
        """A title, a header, a row for each parameter, and what it has come to."""
        rows = [
            [
                _place(change),
                f"{change.rule} {change.parameter}",
                change.method,
                _told(change.before),
                _told(change.after),
            ]
            for change in self.changes[:LISTED]
        ]
        left_out = len(self.changes) - LISTED
        notes = [f"... and {left_out:,} more parameters"] if left_out > 0 else []
        gain, before, measure = self.gain, self.before.mean, self.goal.measure
        notes += [self._line(name) for name in self.figures]
        part = f", {gain.mean / abs(before):.1%} of what it was" if before and math.isfinite(gain.mean) else ""
        told = amount(*gain, share=measure.unit == "share", unknown=True)
        notes.append(f"gain: {told}{part}")
        notes += [WHY_UNKNOWN] if told.endswith(UNKNOWN) else []
        notes += [self._sold_out] if self._sold_out else []
        notes.append(self._luck)
        return f"{self.scenario.name}: parameters of its rules", HEADER, rows, "\n".join(notes)

    @property
    def _sold_out(self) -> str:
        """A word of caution where it came out best to serve nobody."""
        before, after = self.of("fill_rate")
        if after.mean >= SERVES_NOBODY or before.mean < SERVES_NOBODY:
            return ""
        return "serving next to nobody is best by this measure; --measure profit or --fill-rate 0.95 asks for another"

    @property
    def _luck(self) -> str:
        """By what luck it was measured."""
        many = self.figures[self.goal.measure.name][0].size
        if all((one == one[0]).all() for pair in self.figures.values() for one in pair) and many >= FEWEST:
            return "nothing is left to chance: the search saw the demand that this is measured by"
        return f"measured on {many:,} replication{'s' * (many > 1)} of seed {self.seed}, which the search did not see"

    def _line(self, name: str) -> str:
        """A measure before and after."""
        share = self.goal.measures[list(self.figures).index(name)].unit == "share"
        before, after = (amount(*one, share=share) for one in self.of(name))
        return f"{measure_name(name)}{', %' * share}: {before} before, {after} after"


def _place(change: Change) -> str:
    return change.site if change.item == "item" else f"{change.site}, {change.item}"


def _told(value: float) -> str:
    """A parameter's value."""
    return "-" if math.isnan(value) else f"{value:,.6g}"
