"""Sums of a run: rounding is no order, no stock and no backlog."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.deciding.step import open_period, step
from bullwhip.network.tally import ALWAYS, EVERYTHING, Sum, Tally
from tests.driving import Run, load
from tests.network.networks import PERIODS, networks


def shop(rule: Any, demand: list[float], stock: float, periods: int = 100, warm_up: int = 0) -> Run:
    site = {"name": "shop", "role": "retailer", "stock": stock, "rule": rule}
    site["demand"] = {"type": "series", "values": demand}
    document = {"name": "shop", "periods": periods, "site": [site], "lane": [{"to": "shop", "lead_time": 2}]}
    return Run.of(load(document), warm_up=warm_up)


def sum_of(run: Run, which: Sum) -> float:
    return float(run.engine.tally.sums[which][0, 0])


@pytest.mark.parametrize(
    ("level", "demand"),
    [(2.6, [0.0, 8.2, 0.4, 7.4, 0.0]), (1.1, [0.0, 2.6, 6.1, 0.0, 6.1]), (1.3, [8.5, 0.0, 0.8, 5.5, 0.0])],
)
def test_what_rounding_leaves_is_no_order(level: float, demand: list[float]) -> None:
    """Raising a position to the same level leaves a last digit, which is ordered a period later; that costs nothing."""
    run = shop({"type": "order-up-to", "level": level}, demand, stock=level)
    history = run.history(100)
    assert ((history["order"] > 0) & (history["order"] < 1e-9)).any()
    assert sum_of(run, Sum.ORDERS_PLACED) == (history["asked"] > 0).sum()
    cycles = sum_of(run, Sum.CYCLES)
    came = np.append(history["received"], run.step()["received"])
    assert ((came > 0) & (came < 1e-9)).any()
    assert cycles == (came > 1e-9).sum() - 1  # nor is it a delivery


def test_rounding_is_no_backlog_and_no_stock() -> None:
    """0.3 - 0.1 - 0.1 - 0.1 is below zero, 0.9 - 0.3 - 0.3 - 0.3 above."""
    nothing = {"type": "recorded", "orders": [0.0] * 3}
    short, rest = shop(nothing, [0.1], stock=0.3), shop(nothing, [0.3], stock=0.9)
    assert 0.0 < short.history(3)["backlog"][2, 0, 0] < 1e-12
    assert 0.0 < rest.history(3)["on_hand"][2, 0, 0] < 1e-12
    assert sum_of(short, Sum.PERIODS_WITHOUT_BACKLOG) == 3
    assert sum_of(rest, Sum.PERIODS_WITH_STOCK) == 2


def test_sums_begin_after_the_warm_up() -> None:
    run = shop({"type": "order-up-to", "level": 30.0}, [4.0, 9.0, 1.0], stock=20.0, warm_up=38)
    history = {name: values[38:, 0, 0] for name, values in run.history(100).items()}
    typical = run.engine.tally.typical[0]
    assert run.engine.tally.periods == 62
    assert sum_of(run, Sum.ON_HAND) == history["on_hand"].sum()
    assert sum_of(run, Sum.IN_TRANSIT) == history["in_transit"].sum()
    assert sum_of(run, Sum.ORDERS) == pytest.approx((history["order"] - typical).sum())
    assert sum_of(run, Sum.ORDERS_SQUARED) == pytest.approx(((history["order"] - typical) ** 2).sum())


def test_variances_keep_their_digits() -> None:
    """Small waves on a large demand: squares of the demand itself would swallow them."""
    demand = (1e9 + np.sin(np.arange(50))).tolist()
    run = shop("pass-on", demand, stock=5e9)
    orders = run.history(100)["order"][:, 0, 0]
    total, squares = sum_of(run, Sum.ORDERS), sum_of(run, Sum.ORDERS_SQUARED)
    assert (squares - total**2 / 100) / 99 == pytest.approx(float(np.var(orders - 1e9, ddof=1)), rel=1e-6)


@pytest.mark.parametrize("warm_up", [37, 4200])
def test_counts_go_on_where_what_they_are_kept_in_is_full(warm_up: int) -> None:
    """Bytes hold 255 periods, notes 4,095."""
    periods = 9000
    run = shop({"type": "s-S", "s": 6.0, "S": 25.0}, [4.0, 9.0, 1.0, 0.0], 20.0, periods, warm_up)
    history = {name: values[:, 0, 0] for name, values in run.history(periods).items()}
    seen = {name: values[warm_up:] for name, values in history.items()}
    assert sum_of(run, Sum.ORDERS_PLACED) == (seen["order"] > 0).sum()
    assert sum_of(run, Sum.PERIODS_WITHOUT_BACKLOG) == (seen["backlog"] == 0).sum()
    assert sum_of(run, Sum.PERIODS_WITH_STOCK) == (seen["on_hand"] > 0).sum()
    came = np.append(np.flatnonzero(history["received"]), periods)  # the last cycle has not ended yet
    ended = [slice(begin, end) for begin, end in pairwise(came) if warm_up < end < periods]
    assert sum_of(run, Sum.CYCLES) == len(ended)
    assert sum_of(run, Sum.CYCLES_WITHOUT_BACKLOG) == sum((history["backlog"][cycle] == 0).all() for cycle in ended)
    assert 0 < sum_of(run, Sum.CYCLES_WITHOUT_BACKLOG) < len(ended)


def test_counts_that_grow_in_every_period_are_kept_in_time() -> None:
    run = shop("pass-on", [3.0], stock=50.0, periods=4200)
    run.history(4200)
    every = (Sum.ORDERS_PLACED, Sum.PERIODS_WITHOUT_BACKLOG, Sum.PERIODS_WITH_STOCK)
    assert [sum_of(run, which) for which in every] == [4200] * 3


def test_orders_of_a_site_without_customers_are_no_demand() -> None:
    """What such a site orders is asked of its supplier besides, whose mean demand is still that of its customers."""
    door = {"name": "door", "role": "distributor", "stock": 20, "rule": "pass-on"}
    door["demand"] = {"type": "poisson", "mean": 3}
    store = {"name": "store", "role": "distributor", "rule": {"type": "recorded", "orders": [5, 0, 2] * 10}}
    lanes = [{"from": "door", "to": "store", "lead_time": 1}, {"to": "door", "lead_time": 1}]
    run = Run.of(load({"name": "door", "periods": 30, "site": [door, store], "lane": lanes}))
    history, tally = run.history(30), run.engine.tally
    demand = history["asked"][:, 0, 0] - history["order"][:, 1, 0]
    row = [point.site for point in run.engine.network.stockpoints].index("door")
    _, squares = tally.customers[:, tally.reach[row], 0]
    assert squares == pytest.approx(((demand - 3) ** 2).sum())


def test_no_cycle_has_ended_before_a_period_counts() -> None:
    """Goods come in again in the period after the warm-up: that ends a cycle whose last period does not count."""
    run = shop("pass-on", [3.0], stock=50.0, warm_up=20)
    run.history(20)
    assert (sum_of(run, Sum.CYCLES), sum_of(run, Sum.CYCLES_WITHOUT_BACKLOG)) == (0, 0)
    run.step()
    assert (sum_of(run, Sum.CYCLES), sum_of(run, Sum.CYCLES_WITHOUT_BACKLOG)) == (1, 1)


@settings(max_examples=40)
@given(networks(), st.sets(st.sampled_from(Sum)), st.integers(0, 5))
def test_what_is_needed_is_summed_alone_as_among_all(document: dict[str, Any], needs: set[Sum], warm_up: int) -> None:
    full, part = (tally_of(document, asked, warm_up) for asked in (EVERYTHING, frozenset(needs)))
    assert set(part.sums) == {what for what in needs | ALWAYS if what in full.sums}
    assert set(part.own) == {what for what in needs if what in full.own}
    for what, total in part.sums.items():
        assert np.array_equal(total, full.sums[what]), what.name
    for what, total in part.own.items():
        assert np.array_equal(total, full.own[what]), what.name
    for what, name in ((Sum.CUSTOMERS, "customers"), (Sum.MARKET, "market"), (Sum.OUTSIDE, "outside")):
        assert what not in needs or np.array_equal(getattr(part, name), getattr(full, name)), name


def tally_of(document: dict[str, Any], needs: frozenset[Sum], warm_up: int) -> Tally:
    rule_plan = lay_out(load(document))
    engine = rule_plan.engine(3, 0, needs, warm_up)
    views = rule_plan.views(engine)
    for _ in range(PERIODS):
        step(rule_plan, engine, views)
    return engine.tally


@settings(max_examples=40)
@given(networks())
def test_in_the_middle_of_a_period_units_in_transit_are_those_of_the_periods_that_are_over(
    document: dict[str, Any],
) -> None:
    """What was sent just now is not on its way for the whole of it."""
    plan = lay_out(load(document))
    watched, other = (plan.engine(2, 0, EVERYTHING) for _ in range(2))
    views, others = plan.views(watched), plan.views(other)
    for _ in range(8):
        open_period(plan, watched, views)
        assert watched.tally.sums[Sum.IN_TRANSIT] == pytest.approx(other.tally.sums[Sum.IN_TRANSIT], abs=1e-6)
        watched.finish()
        step(plan, other, others)
