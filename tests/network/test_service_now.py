"""The service of single periods: their sums are those that a fill rate is made of."""

from __future__ import annotations

import numpy as np
import pytest

from bullwhip.network.readings import lost, service_now
from bullwhip.network.tally import Sum
from tests.driving import Run, load
from tests.network.random_scenarios import ALL_TERMS, STORM_TERMS, random_scenario

PERIODS = 30


@pytest.mark.parametrize("seed", range(12))
def test_periods_add_up_to_what_is_summed(seed: int) -> None:
    shipped = {"storm: demand", "storm: shipping", "storm: orders"}
    assert shipped <= STORM_TERMS
    run = Run.of(load(random_scenario(900 + seed, [(), ALL_TERMS, shipped, {"lanes", "recipes"}][seed % 4])), 3)
    n, tally = run.engine.network, run.engine.tally
    every, own = np.zeros((2, n.rows, 3)), np.zeros((2, n.rows, 3))
    for _ in range(PERIODS):
        run.step()
        state, demand = run.engine.state, run.engine.demand
        now, customers = service_now(n, state, demand), service_now(n, state, demand, own=True)
        every += now[:2]
        own += customers[:2]
        assert (now.owed >= customers.owed).all()
        np.testing.assert_array_equal(customers.lost, lost(state, slice(0, n.rows)))
    scale = 1e-9 * (1.0 + every.max())
    np.testing.assert_allclose(every[0], tally.sums[Sum.CLAIMED], rtol=0, atol=scale)
    np.testing.assert_allclose(every[1], tally.sums[Sum.FILLED_AT_ONCE], rtol=0, atol=scale)
    mixed = np.flatnonzero(n.mixed >= 0)
    np.testing.assert_allclose(own[0][mixed], tally.own[Sum.CLAIMED], rtol=0, atol=scale)
    np.testing.assert_allclose(own[1][mixed], tally.own[Sum.FILLED_AT_ONCE], rtol=0, atol=scale)
    alone = n.served & (n.mixed < 0)
    np.testing.assert_allclose(own[1][alone], every[1][alone], rtol=0, atol=scale)
    assert not own[0][~n.served].any()
