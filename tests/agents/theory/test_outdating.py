"""Perishable goods that come one by one, against an account of single events."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import FigureError, fifo_outdating

rates = st.floats(0.1, 9.0)


@given(rates, rates, st.floats(0.1, 5.0))
def test_what_comes_is_sold_or_too_old(arrival: float, demand: float, life: float) -> None:
    found = fifo_outdating(arrival, demand, life)
    assert arrival - found.outdated == pytest.approx(demand - found.lost)
    assert 0 < found.outdated < arrival
    assert -1e-12 < found.lost < demand


def test_equal_rates_are_the_limit_of_nearly_equal_ones() -> None:
    assert fifo_outdating(2, 2, 3).outdated == pytest.approx(2 / (1 + 2 * 3))
    assert fifo_outdating(2 + 1e-9, 2, 3).outdated == pytest.approx(fifo_outdating(2, 2, 3).outdated, rel=1e-6)


@pytest.mark.parametrize(("arrival", "demand", "life"), [(1.2, 1.0, 5.0), (4.0, 5.0, 2.0)])
def test_events_drawn_one_by_one_agree(arrival: float, demand: float, life: float) -> None:
    chance = np.random.default_rng(9)
    events = 120_000
    times = np.cumsum(chance.exponential(1 / (arrival + demand), events))
    comes = chance.random(events) < arrival / (arrival + demand)
    stock: deque[float] = deque()
    outdated = lost = 0
    for time, new in zip(times.tolist(), comes.tolist(), strict=True):
        while stock and stock[0] < time - life:
            stock.popleft()
            outdated += 1
        if new:
            stock.append(time)
        elif stock:
            stock.popleft()
        else:
            lost += 1
    found = fifo_outdating(arrival, demand, life)
    assert outdated / times[-1] == pytest.approx(found.outdated, rel=0.06)
    assert lost / times[-1] == pytest.approx(found.lost, rel=0.06)


def test_faults_are_named() -> None:
    with pytest.raises(FigureError, match="life: found 0; give a number above 0"):
        fifo_outdating(1, 1, 0)
