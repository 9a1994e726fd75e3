"""Single outages, against a period by period account; risk exposure, against shares that are plain by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import FigureError, outage_recovery, risk_exposure, survive_outage


@given(st.integers(1, 9), st.integers(0, 60), st.integers(0, 12), st.integers(0, 4))
def test_an_outage_upstream_of_a_pipeline(demand: int, stock: int, outage: int, pipeline: int) -> None:
    found = survive_outage(demand, stock, outage, pipeline)
    lost, first = _lost(demand, stock, outage, pipeline)
    assert found.lost == lost
    assert (found.first_short if lost else None) == first
    assert found.time_to_survive == stock / demand


def _lost(demand: int, stock: int, outage: int, pipeline: int) -> tuple[int, int | None]:
    """Units lost at the end of a pipeline that is full at first, and the first period in which some are."""
    on_hand, lost, first = stock, 0, None
    for period in range(pipeline + outage):
        comes = demand if period < pipeline else 0
        sold = min(demand, on_hand + comes)
        on_hand += comes - sold
        lost += demand - sold
        first = period if first is None and sold < demand else first
    return lost, first


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 60), st.integers(1, 9))
def test_a_recovery_counted_period_by_period(demand: int, spare: int, more: int, outage: int) -> None:
    capacity, level = demand + spare, demand + more
    found = outage_recovery(demand, capacity, level, outage)
    during: list[int] = []
    after: list[int] = []
    recovered = None
    net = level - demand
    for _ in range(outage):
        net -= demand
        during.append(net)
    while recovered is None:
        position = min(net + capacity, level)
        recovered = len(after) if position == level else None
        net = position - demand
        after.append(net)
    filled = next((k for k, end in enumerate(after) if end >= 0), None)
    assert found.periods_without_backlog == sum(end >= 0 for end in during)
    assert found.most_backlog == max(0, -during[-1])
    assert found.backlog_area == sum(max(0, -end) for end in [*during, *after])
    assert found.first_filled == (filled if during[-1] < 0 else None)
    assert found.recovered == recovered


def test_a_supplier_whom_nobody_can_replace() -> None:
    makes = [[True, False], [False, True], [False, True]]
    found = risk_exposure([10, 10, 10], [8, 6], [4, 0], [2.0, 5.0], [3, 3, 3], makes)
    assert found[0].lost == pytest.approx((3 * 8 - 4, 0))
    assert found[0].loss == pytest.approx(2 * 20)
    assert found[0].time_to_survive == pytest.approx(0.5)
    assert found[0].index == 1
    for other in found[1:]:
        assert other.loss == pytest.approx(0)
        assert other.time_to_survive == math.inf
        assert other.index == pytest.approx(0)


def test_what_is_short_is_the_product_that_costs_least() -> None:
    found = risk_exposure([10, 6], [5, 5], [0, 0], [1.0, 9.0], [2, 1])
    assert found[0].lost == pytest.approx((8, 0))
    assert found[0].index == 1
    assert found[1].lost == pytest.approx((0, 0))


def test_where_nothing_is_lost_no_supplier_is_exposed() -> None:
    assert [one.index for one in risk_exposure([10, 10], [5], [0], [1.0], [2, 2])] == [0, 0]


def test_faults_are_named() -> None:
    with pytest.raises(FigureError, match="capacity: found 5; give a number above 5"):
        outage_recovery(5, 5, 10, 1)
    with pytest.raises(FigureError, match="level: found 4; give 5 or more"):
        outage_recovery(5, 6, 4, 1)
    with pytest.raises(FigureError, match="outage: found -1; give 0 or more"):
        survive_outage(1, 1, -1)
    with pytest.raises(FigureError, match="stocks: found 1 values; give 2, one a product"):
        risk_exposure([1], [1, 1], [1], [1, 1], [1])
    with pytest.raises(
        FigureError, match=r"makes: found shape \(1, 1\); give a row a supplier, of one value a product"
    ):
        risk_exposure([1], [1, 1], [1, 1], [1, 1], [1], [[True]])
    with pytest.raises(FigureError, match="capacities: found none; give one a supplier"):
        risk_exposure([], [1], [1], [1], [])
