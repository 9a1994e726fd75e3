"""The service of single periods: their sums are those that a fill rate is made of."""

from __future__ import annotations

import numpy as np
import pytest

from bullwhip.network.readings import lost, service_now
from bullwhip.network.tally import Sum
from tests.driving import Run, load
from tests.network.random_scenarios import ALL_TERMS, STORM_TERMS, random_scenario
from tests.network.test_returns import pair

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


def test_what_is_set_against_goods_sent_back_is_not_asked_for() -> None:
    """Of 10 that are to go back 2 are there: of the orders of 5 that follow, 8 are set against the others."""
    run = pair([-10.0, 5, 5, 5, 0, 0], stock=2.0, store=20.0)
    n, tally, asked = run.engine.network, run.engine.tally, []
    for _ in range(6):
        run.step()
        asked.append(service_now(n, run.engine.state, run.engine.demand).asked[:, 0].copy())
    np.testing.assert_array_equal(np.sum(asked, axis=0), tally.sums[Sum.CLAIMED][:, 0])
    assert sum(each.max() for each in asked) == 5 * 3 - 8
