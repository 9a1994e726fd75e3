"""The plan: which rows of a level go through a period alike, and by which steps.

It is made once for an engine: what a segment does not need is never called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from bullwhip.network.arrays import Flags, Ints
from bullwhip.network.flows.account import account_for
from bullwhip.network.flows.demand import claim_from
from bullwhip.network.flows.fill import fill_claims
from bullwhip.network.flows.one_claimant import serve_one_claimant
from bullwhip.network.flows.receive import receive_goods
from bullwhip.network.flows.term import Phase, Segment, Step, Term
from bullwhip.network.topology import Network

__all__ = ["Plan"]


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """The steps of a period, level by level."""

    levels: tuple[tuple[Step, ...], ...]
    terms: tuple[type[Term], ...]  # those that apply to some rows
    irregular: Ints  # rows whose goods do not always travel as long as their lanes say
    summed: Flags  # (stockpoints,) those that are summed up while they are served
    unsummed: tuple[slice, ...]  # all others, as runs of rows

    @staticmethod
    def of(network: Network, terms: Iterable[Term]) -> Plan:
        """The plan of a network with these terms."""
        there = [(term, term.form) for term in terms if term.applies]
        levels: list[list[Step]] = [[] for _ in network.levels]
        summed = np.zeros(network.rows, bool)
        level_of_row = np.repeat(np.arange(len(levels)), [level.stop - level.start for level in network.levels])
        for segment in segments(network, level_of_row, there):
            steps, whole = _steps(segment, there)
            levels[level_of_row[segment.first]] += steps
            summed[segment.first : segment.last] = whole
        cuts = np.flatnonzero(np.diff(np.concatenate([[True], summed, [True]])))
        unsummed = tuple(slice(int(first), int(last)) for first, last in cuts.reshape(-1, 2))
        in_order = (tuple(sorted(steps, key=lambda step: step.phase)) for steps in levels)
        strange = [term.irregular for term, _ in there if term.irregular is not None]
        irregular = np.flatnonzero(np.any(strange, axis=0)) if strange else np.empty(0, np.int64)
        return Plan(tuple(in_order), tuple(type(term) for term, _ in there), irregular, summed, unsummed)


def segments(network: Network, level: Ints, terms: list[tuple[Term, Ints]]) -> list[Segment]:
    """Runs of rows that are on the same level, are claimed from alike, and are alike to all terms."""
    alone = network.plain & (np.diff(network.first_claim) == 1) & (np.diff(network.first_in) == 1)
    for term, _ in terms:
        if term.apart is not None:
            alone &= ~term.apart
    alike = np.stack([level, alone, *(form for _, form in terms)], axis=1)
    cuts = np.flatnonzero((alike[1:] != alike[:-1]).any(axis=1)) + 1
    bounds = [0, *cuts.tolist(), network.rows]
    return [Segment(first, last, bool(alone[first])) for first, last in pairwise(bounds)]


def _steps(segment: Segment, terms: list[tuple[Term, Ints]]) -> tuple[list[Step], bool]:
    """What a segment goes through, and whether the loop that serves its rows sums them up.

    Where each row has one claimant, and no term comes in between, its phases are one loop.
    """
    special: list[Step] = []
    for term, form in terms:
        if form[segment.first]:
            special += term.steps(segment, int(form[segment.first]))
    apart = [step for step in special if not step.in_loop]
    fused = segment.one_claimant and all(not Phase.UNLOAD < step.phase <= Phase.FILL for step in apart)
    special = apart if fused else special
    summed = fused and all(step.phase <= Phase.UNLOAD for step in special)
    phases = {
        Phase.RECEIVE: receive_goods, Phase.DEMAND: claim_from, Phase.FILL: fill_claims, Phase.ACCOUNT: account_for
    }  # fmt: skip
    if fused:
        phases = {Phase.FILL: partial(serve_one_claimant, summed=summed)}
        phases |= {} if summed else {Phase.ACCOUNT: account_for}
    taken = {phase for step in special if step.through is not None for phase in range(step.phase, step.through + 1)}
    common = [Step(phase, partial(take, segment)) for phase, take in phases.items() if phase not in taken]
    return sorted([*common, *special], key=lambda step: (step.phase, step.through is None)), summed
