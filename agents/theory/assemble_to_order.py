"""Assembly to order: components with base stocks and lead times of their own, of which a product takes one each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import at_least, check, whole

__all__ = ["AssembleToOrder", "evaluate_assemble_to_order"]


@dataclass(frozen=True)
class AssembleToOrder:
    """The exact long-run averages of the components of one product, at the end of a period."""

    backlog: float  # products that are owed
    without_backlog: float  # share of periods that end without any
    on_hand: tuple[float, ...]  # units, by component; what waits for another component is on hand


def evaluate_assemble_to_order(levels: Sequence[int], covers: Sequence[int], demand: Discrete) -> AssembleToOrder:
    """The exact figures of base-stock levels of components.

    covers: order delay + lead time of each component, periods; demand: that of a period for the product.  Orders for
    the product are filled in turn as soon as all components are there.  Each component is short by the demand over its
    cover less its level; the product by the most of these, for covers that end in the same period.
    Source: Song and Zipkin (2003), Supply chain operations: assemble-to-order systems, Handbooks in Operations Research
    and Management Science 11, section 4.
    """
    check(
        None if levels else "levels: found none; give one a component",
        None
        if len(covers) == len(levels)
        else f"covers: found {len(covers)} values; give {len(levels)}, one a component",
        at_least("demand.start", demand.start),
        *(whole(f"levels[{k}]", level) for k, level in enumerate(levels)),
        *(whole(f"covers[{k}]", cover, 1) for k, cover in enumerate(covers)),
    )
    most = int(demand.values[-1]) * max(covers)
    # (demand so far, most that a component is short by so far): components of longer covers see more of the demand
    law, seen = np.zeros((1, 1)), 0
    law[0, 0] = 1.0
    for cover, level in sorted(zip(map(int, covers), map(int, levels), strict=True)):
        more = demand.over(cover - seen)
        grown = np.zeros((min(most, law.shape[0] - 1 + int(more.values[-1])) + 1, law.shape[1]))
        for units, chance in zip(more.values.astype(int), more.probabilities, strict=True):
            grown[units : units + law.shape[0]] += chance * law
        law, seen = _short(grown, level), cover
    short = law.sum(axis=0)
    backlog = float(short @ np.arange(short.size))
    means = [demand.mean * cover for cover in covers]
    return AssembleToOrder(
        backlog=backlog,
        without_backlog=float(short[0]),
        on_hand=tuple(level - mean + backlog for level, mean in zip(levels, means, strict=True)),
    )


def _short(law: np.ndarray, level: int) -> np.ndarray:
    """The law after a component of this level: the shortage is at least the demand beyond the level."""
    wanted, short = np.indices(law.shape)
    least = np.maximum(short, wanted - level)
    after = np.zeros((law.shape[0], int(least.max()) + 1))
    np.add.at(after, (wanted, least), law)
    return after
