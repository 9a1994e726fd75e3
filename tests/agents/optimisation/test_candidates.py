import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.optimisation.candidates import Candidates, Parameter
from bullwhip.agents.rules import DualIndex, MinMax, OrderUpTo
from bullwhip.network.arrays import Array
from bullwhip.network.measures import MEASURES
from tests.agents.optimisation.networks import BAKERY

PARAMETERS = (
    Parameter("bakery", "bread", "level"),
    Parameter("bakery", "flour", "express"),
    Parameter("bakery", "flour", "regular"),
    Parameter("bakery", "yeast", "s"),
)
VALUES = np.array([[60.0, 60.0, 90.0, 10.0], [45.0, 50.0, 120.0, 30.0], [70.0, 90.0, 160.0, 40.0]])


@pytest.fixture(scope="module")
def bakery() -> bw.Scenario:
    return bw.load(BAKERY)


def test_every_candidate_comes_to_what_a_run_with_its_rules_does(bakery: bw.Scenario) -> None:
    """To the last bit, though all go through one engine: with two lanes, a recipe, ageing, lost sales and yield."""
    measures = [MEASURES["cost"], MEASURES["fill_rate"]]
    candidates = Candidates(lay_out(bakery), PARAMETERS, bakery.periods, bakery.warm_up, measures)
    found = candidates.figures(VALUES, 0, 5)
    rates = found["fill_rate"].over.mean(axis=1) / _there(found["fill_rate"].under).mean(axis=1)
    for values, costs, rate in zip(VALUES, found["cost"].over, rates.tolist(), strict=True):
        level, express, regular, s = values.tolist()
        rules = {
            ("bakery", "bread"): OrderUpTo(level=level),
            ("bakery", "flour"): DualIndex(express=express, regular=regular),
            ("bakery", "yeast"): MinMax(s=s, S=60),
        }
        result = bw.run(bakery, 5, rules=rules)
        assert costs.tolist() == result.costs.tolist()
        filling = result.estimate("fill_rate", network=True)
        assert filling is not None
        assert rate == pytest.approx(filling.mean[0], rel=1e-12)


def _there(below: Array | None) -> Array:
    assert below is not None
    return below


def test_parts_of_the_luck_make_the_same_as_all_of_it(bakery: bw.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = Candidates(lay_out(bakery), PARAMETERS, 40, 0, [MEASURES["cost"], MEASURES["fill_rate"]])
    whole = candidates.figures(VALUES, 7, 5)
    monkeypatch.setattr("bullwhip.agents.optimisation.candidates._COLUMNS", 20)
    parts = candidates.figures(VALUES, 7, 5)
    assert np.array_equal(whole["cost"].over, parts["cost"].over)
    assert np.array_equal(_there(whole["fill_rate"].under), _there(parts["fill_rate"].under))


def test_other_replications_are_other_luck(bakery: bw.Scenario) -> None:
    candidates = Candidates(lay_out(bakery), PARAMETERS, 40, 0, [MEASURES["cost"]])
    first, second = (candidates.figures(VALUES, at, 4)["cost"].over for at in (0, 1))
    assert np.array_equal(first[:, 1:], second[:, :-1])
    assert not np.intersect1d(first[:, 0], second).size
