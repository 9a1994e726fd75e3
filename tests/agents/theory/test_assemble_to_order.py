"""Components of a product: against all demands of the longest cover one by one, and a single component."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import Discrete, FigureError, evaluate_assemble_to_order, evaluate_base_stock
from tests.agents.theory.distributions import discretes


@given(discretes(3), st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), min_size=1, max_size=3))
def test_every_row_of_demands_counted(demand: Discrete, components: list[tuple[int, int]]) -> None:
    levels, covers = zip(*components, strict=True)
    backlog = without = 0.0
    for row in product(range(demand.probabilities.size), repeat=max(covers)):
        chance = 1.0
        for at in row:
            chance *= float(demand.probabilities[at])
        short = max(
            0, *(sum(row[:cover]) + cover * demand.start - level for level, cover in zip(levels, covers, strict=True))
        )
        backlog += chance * short
        without += chance * (short == 0)
    found = evaluate_assemble_to_order(levels, covers, demand)
    assert found.backlog == pytest.approx(backlog, abs=1e-9)
    assert found.without_backlog == pytest.approx(without, abs=1e-9)
    for level, cover, units in zip(levels, covers, found.on_hand, strict=True):
        assert units == pytest.approx(level - cover * demand.mean + backlog, abs=1e-9)


@given(discretes(), st.integers(0, 30), st.integers(1, 4))
def test_a_single_component_is_a_base_stock(demand: Discrete, level: int, cover: int) -> None:
    found, plain = evaluate_assemble_to_order([level], [cover], demand), evaluate_base_stock(level, demand, cover, 1, 1)
    assert found.backlog == pytest.approx(plain.backlog, abs=1e-9)
    assert found.without_backlog == pytest.approx(plain.cycle_service, abs=1e-9)
    assert found.on_hand == pytest.approx((plain.on_hand,), abs=1e-9)


def test_faults_are_named() -> None:
    one = Discrete.poisson(3)
    with pytest.raises(FigureError, match="levels: found none; give one a component"):
        evaluate_assemble_to_order([], [], one)
    with pytest.raises(FigureError, match="covers: found 1 values; give 2, one a component"):
        evaluate_assemble_to_order([1, 2], [1], one)
    with pytest.raises(FigureError, match=r"covers\[0\]: found 0; give a whole number of 1 or more"):
        evaluate_assemble_to_order([1], [0], one)
