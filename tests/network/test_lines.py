"""Lines are the books taken apart: by claimant and by lane they add up to what is told of the stockpoint."""

from __future__ import annotations

import numpy as np
import pytest

from bullwhip.network import readings
from tests.driving import Run, load
from tests.network.random_scenarios import ALL_TERMS, random_scenario

PERIODS = 12


@pytest.mark.parametrize("seed", range(12))
def test_lines_add_up_in_networks_that_use_every_term(seed: int) -> None:
    run = Run.of(load(random_scenario(seed, ALL_TERMS)), replications=2)

    def look(run: Run, rows: slice) -> None:
        engine, network, state = run.engine, run.engine.network, run.engine.state
        coming = readings.coming(network, state, rows, engine.period, engine.settled)
        on_order = readings.on_order(network, state, rows)
        in_transit = readings.in_transit(network, state, rows, engine.settled)
        asked = readings.asked(network, state, engine.demand, rows)
        shipped, backlog = readings.shipped(network, state, rows), readings.backlog(network, state, rows)
        received = readings.received(network, state, rows, engine.period)
        for k, row in enumerate(range(rows.start, rows.stop)):
            claims = readings.claims_on(network, state, engine.demand, row)
            for lines, whole in zip(claims, (asked, shipped, backlog), strict=True):
                np.testing.assert_allclose(lines.sum(axis=0), whole[k], atol=1e-9)
            supplies = readings.supplies_of(network, state, row, engine.period, engine.settled)
            np.testing.assert_allclose(supplies.in_transit.sum(axis=0), in_transit[k], atol=1e-9)
            np.testing.assert_allclose(supplies.received.sum(axis=0), received[k], atol=1e-9)
            everything = supplies.mail + supplies.owed + supplies.in_transit
            np.testing.assert_allclose(everything.sum(axis=0), on_order[k], atol=1e-9)
            for lane, arrivals in enumerate(supplies.coming):
                np.testing.assert_allclose(arrivals.sum(axis=0), supplies.in_transit[lane], atol=1e-9)
            for ahead in range(len(coming)):
                there = [arrivals[ahead] for arrivals in supplies.coming if ahead < len(arrivals)]
                np.testing.assert_allclose(sum(there, np.zeros(2)), coming[ahead, k], atol=1e-9)

    for _ in range(PERIODS):
        ordered = run.step(look)["order"]
        engine = run.engine
        for row in range(engine.network.rows):
            placed = readings.ordered_on(engine.network, engine.state, row, engine.period)
            at = engine.network.listing.tolist().index(row)
            np.testing.assert_allclose(placed.sum(axis=0), ordered[at], atol=1e-9)
