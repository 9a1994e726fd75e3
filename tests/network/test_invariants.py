"""What holds in every network: units are conserved, nothing is below zero, whole units stay whole."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import bullwhip as bw
from bullwhip.network import readings
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.flows.terms.ages import Ages
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.topology import OUTSIDE
from tests.driving import Run, load
from tests.network.networks import PERIODS, Kind, networks

REPLICATIONS = 3


def by_item(engine: Engine, values: Array, rows: Ints) -> dict[str, Array]:
    """Sums (replications,) of the values (n, replications) of these rows."""
    total: dict[str, Array] = {}
    for row, amount in zip(rows, values, strict=True):
        item = engine.network.stockpoints[row].item
        total[item] = total.get(item, 0.0) + amount
    return total


def made(engine: Engine) -> dict[str, Array]:
    """What the outside world sent in the period that has just ended, less what came back to it."""
    network, state = engine.network, engine.state
    lanes = np.flatnonzero(network.source == OUTSIDE)
    sent = state.pipe[network.pipe.at(lanes, engine.period + network.lead_time[lanes])]
    if state.term(Returns).back.size:
        sent -= state.term(Returns).back[network.mail.at(lanes, engine.period)]
    return by_item(engine, sent, network.target[lanes])


def sold(engine: Engine) -> dict[str, Array]:
    """What customers were given in the period that has just ended."""
    network = engine.network
    lanes = np.flatnonzero(network.market >= 0)
    return by_item(engine, engine.state.pipe[network.pipe.at(lanes, engine.period)], network.source[lanes])


def kept(run: Run, columns: dict[str, Array]) -> dict[str, Array]:
    """What is on hand or on its way, up or down."""
    engine, network = run.engine, run.engine.network
    back = readings.going_back(network, engine.state, slice(0, network.rows), engine.settled)
    there = columns["on_hand"] + columns["in_transit"] + back[network.listing]
    return by_item(engine, there, network.listing)


@given(networks())
@settings(max_examples=40)
def test_units_are_conserved(document: dict[str, Any]) -> None:
    run = Run.of(load(document), REPLICATIONS)
    whole = run.engine.network.whole_units
    before: dict[str, Array] = {}
    for point, way in zip(run.engine.network.stockpoints, run.engine.network.inbound, strict=True):
        here = point.terms.stock + sum(run.engine.network.in_transit.get(way, ()))
        before[point.item] = before.get(point.item, 0.0) + np.full(REPLICATIONS, here)
    moved = 1.0
    for _ in range(PERIODS):
        after = kept(run, run.step())
        sources, sinks = made(run.engine), sold(run.engine)
        for item, there in after.items():
            expected = before[item] + sources.get(item, 0.0) - sinks.get(item, 0.0)
            moved = max(moved, float(np.abs(expected).max()))
            if whole:
                np.testing.assert_array_equal(there, expected)
            else:
                np.testing.assert_allclose(there, expected, rtol=0, atol=1e-9 * moved)
        before = after


@given(networks())
@settings(max_examples=80)
def test_no_stock_backlog_or_shipment_is_below_zero(document: dict[str, Any]) -> None:
    """Whatever is sent back: it was there, and is on one way at a time."""
    run = Run.of(load(document), REPLICATIONS)
    for _ in range(PERIODS):
        columns, state = run.step(), run.engine.state
        for name in ("on_hand", "backlog", "in_transit"):
            assert columns[name].min() >= 0.0, name
        assert state.term(Returns).back.min(initial=0.0) >= 0.0
        assert state.term(Returns).overdrawn.min(initial=0.0) >= 0.0


@given(networks(Kind(whole=False, returns=False)))
@settings(max_examples=40)
def test_nothing_flows_upwards_without_returns(document: dict[str, Any]) -> None:
    history = Run.of(load(document), REPLICATIONS).history(PERIODS)
    for name in ("received", "asked", "shipped", "order"):
        assert history[name].min() >= 0.0, name


@given(networks(), st.integers(0, 3))
@settings(max_examples=40)
def test_nothing_costs_less_than_nothing(document: dict[str, Any], rate: int) -> None:
    costs = {"holding_cost": 1 + rate, "backlog_cost": 2, "order_cost": rate, "unit_value": 3}
    sites = [site | costs if site["role"] != "supplier" else site for site in document["site"]]
    lanes = [lane | {"holding_cost": rate} for lane in document["lane"]]
    result = bw.run(load(document | {"site": sites, "lane": lanes, "capital_rate": 0.1}), REPLICATIONS)
    for measure in ("cost", "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost"):
        least = result.table(measure)[measure].min()
        assert least >= -1e-9 * max(1.0, float(result.costs.max())), measure  # sums in transit are of differences


@given(networks(Kind(whole=True, returns=True)) | networks(Kind(whole=True, returns=True, tenths=True)))
@settings(max_examples=40)
def test_whole_units_stay_whole(document: dict[str, Any]) -> None:
    for name, values in Run.of(load(document), REPLICATIONS).history(PERIODS).items():
        np.testing.assert_array_equal(values, np.rint(values), name)


@given(networks())
@settings(max_examples=40)
def test_nobody_waits_while_there_is_stock(document: dict[str, Any]) -> None:
    history = Run.of(load(document), REPLICATIONS).history(PERIODS)
    assert np.minimum(history["on_hand"], history["backlog"]).max() <= 0.0


@given(networks())
@settings(max_examples=40)
def test_what_is_ordered_is_received_or_still_on_order(document: dict[str, Any]) -> None:
    """On order changes by what is ordered, less what is received: no order is lost on its way."""
    history = Run.of(load(document), REPLICATIONS).history(PERIODS)
    change = history["on_order"][1:] - history["on_order"][:-1]
    moved = max(1.0, *(float(np.abs(history[name]).max()) for name in ("on_order", "on_hand", "backlog")))
    np.testing.assert_allclose(change, (history["order"] - history["received"])[1:], rtol=0, atol=1e-9 * moved)


@given(networks())
@settings(max_examples=40)
def test_what_is_owed_is_the_claims_of_all_ages(document: dict[str, Any]) -> None:
    run = Run.of(load(document | {"allocation": "first-come"}), REPLICATIONS)
    state = run.engine.state
    aged = np.flatnonzero(state.term(Ages).rows >= 0)
    for _ in range(PERIODS):
        run.step()
        claims = state.term(Ages).claims[:, state.term(Ages).rows[aged]].sum(axis=0)
        np.testing.assert_allclose(state.owed[aged], claims, rtol=1e-9, atol=1e-9 * (1.0 + np.abs(state.owed).max()))
