"""Risk exposure: which supplier costs most to lose, when the others do what they can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from bullwhip.agents.theory.given import FigureError, above, at_least, check
from bullwhip.network.arrays import Array

__all__ = ["Exposure", "risk_exposure"]


@dataclass(frozen=True)
class Exposure:
    """What it costs to lose one supplier for a time."""

    lost: tuple[float, ...]  # units, by product
    loss: float  # money
    time_to_survive: float  # periods without loss; infinite where the others do
    index: float  # loss over that of the worst supplier; 0 where none loses anything


def risk_exposure(
    capacities: Sequence[float],
    demand_rates: Sequence[float],
    stocks: Sequence[float],
    losses: Sequence[float],
    times_to_recover: Sequence[float],
    makes: Sequence[Sequence[bool]] | None = None,
) -> tuple[Exposure, ...]:
    """The exposure to each supplier: the least loss while it is out, by linear programs.

    capacities: units a period, by supplier; demand_rates: units a period, stocks: units, losses: money a unit, by
    product; times_to_recover: periods that a supplier is out for; makes: (suppliers, products), what each can make
    [all].  While one is out, the others share the demand that stocks do not fill, so that the loss is least.
    Source: Simchi-Levi and others (2015), Interfaces 45(5).
    """
    _check(capacities, demand_rates, stocks, losses, times_to_recover)
    can = np.ones((len(capacities), len(demand_rates))) if makes is None else np.array(makes, dtype=float)
    if can.shape != (len(capacities), len(demand_rates)):
        raise FigureError([f"makes: found shape {can.shape}; give a row a supplier, of one value a product"])
    found = []
    for out, time in enumerate(times_to_recover):
        others = _Others(np.delete(capacities, out), np.delete(can, out, 0), np.array(demand_rates), np.array(stocks))
        lost = others.least_lost(np.array(losses), time)
        found.append((tuple(lost.tolist()), float(lost @ np.array(losses)), others.time_to_survive()))
    worst = max(loss for _, loss, _ in found)
    return tuple(Exposure(lost, loss, lasts, loss / worst if worst > 0 else 0.0) for lost, loss, lasts in found)


class _Others:
    """What the suppliers that are left can make: (suppliers, products) units, as the first variables of a program."""

    def __init__(self, capacities: Array, can: Array, demand_rates: Array, stocks: Array) -> None:
        self._capacities, self._demand, self._stocks = capacities, demand_rates, stocks
        n, m = can.shape
        self._bounds = [(0.0, None if able else 0.0) for able in can.ravel()]
        made_by = np.kron(np.eye(n), np.ones(m))  # (suppliers, made), units a supplier makes
        made_of = np.tile(np.eye(m), n)  # (products, made), units made of a product
        self._rows = np.vstack([made_by, -made_of])

    def least_lost(self, losses: Array, time: float) -> Array:
        """(products,): the units lost in so many periods, with the least loss."""
        n, m = self._capacities.size, self._demand.size
        rows = np.hstack([self._rows, np.vstack([np.zeros((n, m)), -np.eye(m)])])
        limits = np.concatenate([time * self._capacities, self._stocks - time * self._demand])
        costs = np.concatenate([np.zeros(n * m), losses])
        best = optimize.linprog(costs, rows, limits, bounds=[*self._bounds, *[(0.0, None)] * m])
        return np.asarray(best.x, dtype=np.float64)[n * m :]

    def time_to_survive(self) -> float:
        """The longest time in which nothing is lost, periods."""
        rows = np.hstack([self._rows, np.concatenate([-self._capacities, self._demand])[:, None]])
        limits = np.concatenate([np.zeros(self._capacities.size), self._stocks])
        costs = np.append(np.zeros(len(self._bounds)), -1.0)
        best = optimize.linprog(costs, rows, limits, bounds=[*self._bounds, (0.0, None)])
        return float("inf") if best.x is None else float(best.x[-1])  # without an end where nothing limits it


def _check(
    capacities: Sequence[float],
    demand_rates: Sequence[float],
    stocks: Sequence[float],
    losses: Sequence[float],
    times_to_recover: Sequence[float],
) -> None:
    suppliers, products = len(capacities), len(demand_rates)
    check(
        None if suppliers else "capacities: found none; give one a supplier",
        None if products else "demand_rates: found none; give one a product",
        *(
            None if len(values) == n else f"{name}: found {len(values)} values; give {n}, one a {what}"
            for name, values, n, what in (
                ("times_to_recover", times_to_recover, suppliers, "supplier"),
                ("stocks", stocks, products, "product"),
                ("losses", losses, products, "product"),
            )
        ),
        *(at_least(f"capacities[{k}]", value) for k, value in enumerate(capacities)),
        *(above(f"demand_rates[{k}]", value) for k, value in enumerate(demand_rates)),
        *(at_least(f"stocks[{k}]", value) for k, value in enumerate(stocks)),
        *(at_least(f"losses[{k}]", value) for k, value in enumerate(losses)),
        *(at_least(f"times_to_recover[{k}]", value) for k, value in enumerate(times_to_recover)),
    )
