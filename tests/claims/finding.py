"""What an experiment comes to: its effects with their intervals, and whether the claim holds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.network.arrays import Array

__all__ = ["Effect", "Finding", "as_table", "less", "more", "within"]

UNDECIDED = "undecided"


@dataclass(frozen=True)
class Effect:
    """A difference between two policies that met the same luck, and where it lies if the claim is right."""

    what: str  # with its unit
    found: Interval
    least: float = -math.inf
    most: float = math.inf

    @property
    def told(self) -> str:
        """`yes` where the whole interval is as claimed, `no` where all of it is not, else undecided."""
        if self.least <= self.found.low and self.found.high <= self.most:
            return "yes"
        return "no" if self.found.high <= self.least or self.found.low >= self.most else UNDECIDED

    def __str__(self) -> str:
        mean, low, high = (_figure(value, self.found) for value in self.found)
        return f"{self.what}: {mean} ({low} to {high})"


def more(what: str, ours: Array, theirs: Array) -> Effect:
    """How much more `ours` (replications,) is than `theirs`, which the claim says is above zero."""
    return Effect(what, _difference(ours, theirs), least=0.0)


def less(what: str, ours: Array, theirs: Array) -> Effect:
    """How much more `ours` (replications,) is than `theirs`, which the claim says is below zero."""
    return Effect(what, _difference(ours, theirs), most=0.0)


def within(what: str, ours: Array, theirs: Array, least: float, most: float) -> Effect:
    """How much more `ours` (replications,) is than `theirs`, which the claim says is between two figures."""
    return Effect(what, _difference(ours, theirs), least, most)


def _difference(ours: Array, theirs: Array) -> Interval:
    return interval_of(ours - theirs, float(np.abs(theirs).max()))


@dataclass(frozen=True)
class Finding:
    """A claim, the experiment that tests it, and what came out."""

    letter: str
    claim: str
    experiment: str  # in words: scenario, and what is compared
    effects: tuple[Effect, ...]
    reason: str  # why it holds, fails, or holds in part

    @property
    def verdict(self) -> str:
        """Whether all effects are as claimed, some, or none."""
        told = [effect.told for effect in self.effects]
        if all(each == "yes" for each in told):
            return "holds"
        return "holds in part" if "yes" in told else "fails"


def as_table(findings: Iterable[Finding]) -> str:
    """The findings as a Markdown table; an effect that is not as claimed says so."""
    lines = ["| | claim | experiment | effect (95% interval) | |", "|---|---|---|---|---|"]
    for finding in findings:
        effects = "<br>".join(str(each) + _note(each) for each in finding.effects)
        lines.append(
            f"| {finding.letter} | {finding.claim} | {finding.experiment} | {effects} | **{finding.verdict}**. "
            f"{finding.reason} |"
        )
    return "\n".join(lines)


def _note(effect: Effect) -> str:
    return {"yes": "", "no": " (not as claimed)", UNDECIDED: " (undecided)"}[effect.told]


def _figure(value: float, among: Interval) -> str:
    """A figure to a tenth of its interval's width, or to three digits."""
    width = among.high - among.low
    size = width / 10 if width > 0 else abs(value) / 100
    digits = max(0, -math.floor(math.log10(size))) if size > 0 else 0
    return f"{value:,.{min(digits, 3)}f}" if digits else f"{_rounded(value, size):,.0f}"


def _rounded(value: float, size: float) -> float:
    step = 10.0 ** math.floor(math.log10(size)) if size >= 1 else 1.0
    return round(value / step) * step
