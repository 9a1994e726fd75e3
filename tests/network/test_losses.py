"""What is lost: customers who do not wait, goodwill, and goods that are of no use, in sums, figures and columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.engine import Standing
from bullwhip.network.flows.terms.lost_sales import LostSales
from bullwhip.network.replications import Replications
from bullwhip.network.state import State
from bullwhip.network.tally import Sum
from tests.driving import Run, load
from tests.network.random_scenarios import random_scenario
from tests.oracle import Oracle

REPLICATIONS, WARM_UP = 3, 4
TERMS = ("recipes", "lost sales", "goodwill", "yield")


def shop(**keys: Any) -> bw.Scenario:
    """One shop with a stock of 25 that orders nothing, whose customers ask for 10 in each of 4 periods."""
    site = {"name": "shop", "role": "retailer", "stock": 25.0, "demand": {"type": "constant", "value": 10.0}}
    rule = {"type": "recorded", "orders": [0.0] * 4}
    return load({"name": "shop", "periods": 4, "site": [site | {"rule": rule} | keys], "lane": [LANE]})


LANE = {"to": "shop", "lead_time": 1, "order_delay": 1}


@pytest.mark.parametrize(
    ("keys", "lost", "backlog"),
    [
        ({"patience": 0}, [0, 0, 5, 10], [0, 0, 0, 0]),
        ({"lost_share": 0.5}, [0, 0, 2.5, 5], [0, 0, 2.5, 7.5]),
        ({"patience": 1}, [0, 0, 0, 5], [0, 0, 5, 10]),
        ({"patience": 1, "lost_share": 0.2}, [0, 0, 1, 2 + 4], [0, 0, 4, 8]),
        ({}, [0, 0, 0, 0], [0, 0, 5, 15]),
    ],
)
def test_by_hand(keys: dict[str, Any], lost: list[float], backlog: list[float]) -> None:
    """20 of the 25 are sold in two periods, 5 of 10 in the third, and nothing in the fourth."""
    run = Run.of(shop(**keys))
    seen = []
    for _ in range(4):
        columns = run.step()
        seen.append((float(run.engine.state.term(LostSales).lost.sum()), float(columns["backlog"][0, 0])))
    assert [units for units, _ in seen] == pytest.approx(lost)
    assert [units for _, units in seen] == pytest.approx(backlog)
    figures = bw.run(shop(**keys), measures=["lost_units", "fill_rate", "customer_period_service"]).as_dict()
    told = figures["sites"]["shop"]["item"]
    assert told["lost_units"]["mean"] == pytest.approx(sum(lost))
    assert told["fill_rate"]["mean"] == pytest.approx(25 / 40), "what was lost was not filled"
    assert told["customer_period_service"]["mean"] == pytest.approx(2 / 4), "nor was it all filled in its period"


def test_goodwill_by_hand() -> None:
    """5 of 10 unfilled in the third period: customers ask for 1 - 0.4 x 0.5 = 0.8 of it in the fourth."""
    scenario = shop(patience=0, goodwill={"loss": 0.4, "recovery": 0.0, "floor": 0.0})
    history = bw.run(scenario, record=True).history
    assert history["asked"].tolist() == pytest.approx([10, 10, 10, 8])


@pytest.mark.parametrize("seed", range(8))
def test_sums_are_those_of_the_oracle(seed: int) -> None:
    scenario = load(random_scenario(seed, TERMS))
    run = Run.of(scenario, REPLICATIONS, warm_up=WARM_UP)
    tape = run.engine.network.tape
    drawn = np.array([tape.reader(Replications.consecutive(0, REPLICATIONS)).demand(t).copy() for t in range(12)])
    for _ in range(12):
        run.step()
    for r in range(REPLICATIONS):
        demand = {(market.site, market.item): drawn[:, m, r].tolist() for m, market in enumerate(tape.markets)}
        oracle = Oracle(scenario, demand, scenario.seed, r)
        ended = []
        for _ in range(12):
            oracle.step()
            ended.append({place: oracle.ended(stock) for place, stock in oracle.stocks.items()})
        for told, what in (("lost_units", Sum.LOST), ("lost_goods", Sum.SPOILT)):
            total = {place: sum(of[place][told] for of in ended[WARM_UP:]) for place in oracle.stocks}
            sums = run.engine.tally.sums[what][:, r]
            found = {(at.site, at.item): sums[row] for row, at in enumerate(run.engine.network.stockpoints)}
            assert found == pytest.approx(total, rel=1e-9, abs=1e-7), (r, told)


@pytest.mark.parametrize("seed", range(6))
def test_columns_are_taken_out_and_joined(seed: int) -> None:
    """Columns that were taken apart and put together again go on as if nothing had been."""
    scenario = load(random_scenario(100 + seed, TERMS))
    plain, joined = Run.of(scenario, REPLICATIONS), Run.of(scenario, REPLICATIONS)
    for period in range(10):
        expected, found = plain.step(), joined.step()
        for name, values in expected.items():
            np.testing.assert_array_equal(values, found[name], err_msg=f"{name} in period {period}")
        state, tally = joined.engine.standing
        parts = [State.joined([(state, np.array([k]))]) for k in range(REPLICATIONS)]
        joined.engine.take(Standing(State.joined([(part, np.array([0])) for part in parts]), tally))
