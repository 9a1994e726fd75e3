"""People who differ: habits drawn by address from distributions with the stated moments, and whims."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy import special

import bullwhip as bw
from bullwhip.agents.rules import AnchorAdjust
from bullwhip.agents.rules.human import beta_distribution, gamma_distribution
from bullwhip.network.philox import fill_uniforms, stream_address
from bullwhip.network.scenario import Scenario

HABITS: dict[str, Any] = {"theta": 0.36, "alpha": 0.26, "beta": 0.34, "target": 17.0}
SPREADS: dict[str, Any] = {"theta_sd": 0.35, "alpha_sd": 0.18, "beta_sd": 0.31, "target_sd": 9.0}
CELLS = (np.arange(200_000) + 0.5) / 200_000


def board(rule: dict[str, Any], whole_units: bool = False) -> Scenario:
    document = bw.load("beer-game").document()
    document["site"] = [{**site, "rule": {"type": "human", **rule}} for site in document["site"]]
    return bw.load({**document, "whole_units": whole_units})


def uniforms(seed: int, purpose: str, site: str, periods: int) -> Any:
    """The luck of a purpose at a site in replication 0, straight from the generator."""
    out = np.empty((periods + periods % 2, 1, 1))
    streams = np.array([stream_address("rule", purpose, site, "item")], np.uint64)
    fill_uniforms(out, np.uint64(seed), streams, 0, 0)
    return out[:periods, 0, 0]


class Week(NamedTuple):
    asked: float
    net_stock: float
    on_order: float  # before the order of the week
    order: float


def weeks_of(seen: pd.DataFrame) -> list[Week]:
    columns = [seen[name].to_numpy(float) for name in ("asked", "on_hand", "backlog", "on_order", "order")]
    return [Week(a, hand - owed, on - order, order) for a, hand, owed, on, order in zip(*columns, strict=True)]


def test_without_spread_and_whims_it_is_anchor_and_adjust() -> None:
    people = bw.run(board(HABITS), 3)
    rules = dict.fromkeys(("retailer", "wholesaler", "distributor", "factory"), AnchorAdjust(**HABITS))
    assert people.as_dict() == bw.run(board(HABITS), 3, rules=rules).as_dict()


def test_a_whim_is_added_to_the_order() -> None:
    scenario = board({**HABITS, "target": 40.0, "noise": 2.5})
    history = bw.run(scenario, record=True).history
    for site in ("retailer", "factory"):
        seen = history[history["site"] == site]
        assert (seen["order"] > 0).sum() > 20
        expected = seen["asked"].iloc[0]
        whims = 2.5 * special.ndtri(uniforms(scenario.seed, "whim", site, len(seen)))
        for week, whim in zip(weeks_of(seen), whims, strict=True):
            expected = 0.36 * week.asked + 0.64 * expected
            gap = 40.0 - week.net_stock - 0.34 * week.on_order
            assert week.order == pytest.approx(max(0.0, expected + 0.26 * gap + whim), abs=1e-9)


def test_a_person_keeps_the_habits_that_were_drawn() -> None:
    scenario = board({**HABITS, **SPREADS})
    history = bw.run(scenario, record=True).history
    seen = history[history["site"] == "wholesaler"]
    drawn = {name: uniforms(scenario.seed, name, "wholesaler", 1) for name in HABITS}
    theta, alpha, beta = (
        float(beta_distribution(drawn[name], HABITS[name], SPREADS[f"{name}_sd"])[0])
        for name in ("theta", "alpha", "beta")
    )
    target = float(gamma_distribution(drawn["target"], 17.0, 9.0)[0])
    expected = seen["asked"].iloc[0]
    for week in weeks_of(seen):
        expected = theta * week.asked + (1 - theta) * expected
        gap = target - week.net_stock - beta * week.on_order
        assert week.order == pytest.approx(max(0.0, expected + alpha * gap), abs=1e-9)


def test_people_do_not_depend_on_how_the_replications_are_split() -> None:
    scenario = board({**HABITS, **SPREADS, "noise": 2.0}, whole_units=True)
    together = bw.run(scenario, 300, chunk=256)
    apart = bw.run(scenario, 300, chunk=64)
    np.testing.assert_array_equal(together.costs, apart.costs)
    assert np.unique(together.costs).size > 200  # and each chain is another one


@pytest.mark.parametrize(("mean", "sd"), [(0.36, 0.35), (0.26, 0.18), (0.34, 0.31), (0.5, 0.05)])
def test_the_distribution_between_0_and_1_has_the_stated_moments(mean: float, sd: float) -> None:
    drawn = beta_distribution(CELLS, mean, sd)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.mean() == pytest.approx(mean, abs=1e-4)
    assert drawn.std() == pytest.approx(sd, abs=1e-4)


def test_the_distribution_of_targets_has_the_stated_moments() -> None:
    drawn = gamma_distribution(CELLS, 17.0, 9.0)
    assert drawn.min() >= 0
    assert drawn.mean() == pytest.approx(17, abs=1e-3)
    assert drawn.std() == pytest.approx(9, abs=1e-2)


def test_no_spread_is_a_point() -> None:
    cells = np.array([[0.1, 0.9], [0.1, 0.9]])
    sd = np.array([[0.0], [0.1]])
    drawn = beta_distribution(cells, np.array([[0.0], [0.5]]), sd)
    assert drawn[0].tolist() == [0.0, 0.0]
    assert drawn[1, 0] < 0.5 < drawn[1, 1]
    assert gamma_distribution(cells, 4.0, 0.0).tolist() == [[4.0, 4.0], [4.0, 4.0]]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({**HABITS, "theta": 0.1, "theta_sd": 0.4}, "theta_sd is 0.4, and values from 0 to 1 about 0.1 have less"),
        ({**HABITS, "theta": 0.2, "theta_sd": 0.4}, "values from 0 to 1 about 0.2 have less than 0.4"),  # only 0 and 1
        ({**HABITS, "alpha": 0, "alpha_sd": 0.1}, "alpha_sd is 0.1"),
        ({**HABITS, "target": 0, "target_sd": 2}, "a target of 0 has no spread"),
        ({**HABITS, "beta_sd": 0.5}, "less than 0.5"),
        ({**HABITS, "noise": -1}, "noise"),
    ],
)
def test_a_spread_that_cannot_be_is_a_fault(rule: dict[str, Any], words: str) -> None:
    with pytest.raises(bw.ScenarioError, match=re.escape(words)):
        board(rule)


def test_two_people_with_habits_of_their_own_decide_together() -> None:
    document = board({**HABITS, **SPREADS}).document()
    document["site"][1]["rule"] = {"type": "human", **HABITS, "noise": 1.0}
    mixed = bw.run(bw.load(document), record=True).history
    alone = bw.run(board({**HABITS, **SPREADS}), record=True).history
    first = mixed["period"] == 1  # one period in, nobody has met the other's orders yet
    pick = (mixed["site"] == "retailer") & first
    assert mixed.loc[pick, "order"].tolist() == alone.loc[pick, "order"].tolist()
    other = (mixed["site"] == "wholesaler") & first
    assert mixed.loc[other, "order"].tolist() != alone.loc[other, "order"].tolist()
