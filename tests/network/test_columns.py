"""Columns: the same replication may be there several times, with other decisions; columns are taken out and joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.costs import costs_so_far
from bullwhip.network.engine import Standing
from bullwhip.network.errors import BullwhipError
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import Scenario
from bullwhip.network.tally import Sum
from bullwhip.network.topology import Network
from tests.driving import COLUMNS, Run, load, note
from tests.network.networks import Kind, networks
from tests.network.random_scenarios import ALL_TERMS, random_scenario

PERIODS = 12


class Column(NamedTuple):
    """A branch of a replication: who decides otherwise orders other things."""

    replication: int
    otherwise: int  # 0: as the rules say

    def more(self, period: int, row: int) -> float:
        """What is ordered beyond what the rules say."""
        return float(np.random.default_rng([self.otherwise, period, row]).integers(0, 6)) if self.otherwise else 0.0


columns = st.builds(Column, st.integers(0, 3), st.integers(0, 2))


def side_by_side(scenario: Scenario, those: Sequence[Column]) -> Run:
    """A run whose columns are these, before the first period."""
    rule_plan = lay_out(scenario)
    engine = rule_plan.engine(4)
    run = Run(rule_plan, engine, rule_plan.views(engine))
    go_on_with(run, Standing.joined([(engine.standing, np.array([column.replication for column in those]))]))
    return run


def go_on_with(run: Run, standing: Standing) -> None:
    run.engine.take(standing)
    for first, view in run.views.items():
        view.remember(standing.state.memory[first])


def step(run: Run, those: Sequence[Column]) -> None:
    """A period in which each column decides as it does."""
    engine = run.engine
    engine.begin()
    for level, groups in enumerate(run.rule_plan.levels):
        engine.settle(level)
        period = engine.state.period + 1
        made = [(group.rows.start, group.decide(run.views[group.rows.start], period)) for group in groups]
        for first, orders in made:
            more = [[column.more(period, first + k) for column in those] for k in range(len(orders))]
            engine.place(first, orders + np.array(more))
    engine.finish()


def step_in_parts(run: Run, those: Sequence[Column], parts: Sequence[Ints]) -> None:
    """The same, with columns taken out, and put back into their places after it."""
    before, after = run.engine.standing, []
    for part in parts:
        go_on_with(run, Standing.joined([(before, part)]))
        step(run, [those[at] for at in part])
        after.append(run.engine.standing)
    place = {int(column): (k, at) for k, part in enumerate(parts) for at, column in enumerate(part)}
    go_on_with(run, Standing.joined([(after[place[k][0]], np.array([place[k][1]])) for k in range(len(those))]))


def told(run: Run) -> dict[str, Array]:
    costs, whole = costs_so_far(run.engine.network, run.engine.tally)
    return {**{name: note(run.engine)[name] for name in COLUMNS}, "cost": costs, "whole cost": whole}


@given(st.data())
@settings(max_examples=30)
def test_a_column_is_what_it_is_alone_whatever_stands_beside_it(data: st.DataObject) -> None:
    whole, returns = data.draw(st.booleans()), data.draw(st.booleans())
    scenario = load(data.draw(networks(Kind(whole, returns))))
    those = data.draw(st.lists(columns, min_size=1, max_size=5))
    together = side_by_side(scenario, those)
    alone = [side_by_side(scenario, [column]) for column in those]
    for _ in range(PERIODS):
        numbers = np.array(data.draw(st.permutations(range(len(those)))))
        if data.draw(st.booleans()):
            step(together, those)
        else:
            step_in_parts(together, those, [part for part in np.split(numbers, [1, 3]) if part.size])
        for run, column in zip(alone, those, strict=True):
            step(run, [column])
        found = told(together)
        for k, run in enumerate(alone):
            for name, values in told(run).items():
                np.testing.assert_array_equal(found[name][:, [k]], values, err_msg=f"{name} of {those[k]}")


@given(networks(), st.lists(st.integers(0, 5), min_size=1, max_size=6))
@settings(max_examples=30)
def test_luck_is_that_of_the_replication(document: dict[str, Any], numbers: list[int]) -> None:
    tape = lay_out(load(document)).network.tape
    together = tape.reader(Replications(np.array(numbers)))
    each = tape.reader(Replications.consecutive(0, 6))
    for period in (*range(20), 3):  # and back
        np.testing.assert_array_equal(together.demand(period), each.demand(period)[:, numbers])


SHOP: dict[str, Any] = {
    "name": "shop",
    "periods": 9,
    "site": [
        {
            "name": "shop",
            "role": "retailer",
            "stock": 9,
            "rule": {"type": "order-up-to", "level": 12},
            "demand": {"type": "poisson", "mean": 3},
        }
    ],
    "lane": [{"to": "shop", "lead_time": 2}],
}


def test_what_was_joined_leaves_the_others_as_they_are() -> None:
    those = [Column(0, 0), Column(1, 0)]
    run = side_by_side(load(SHOP), those)
    step(run, those)
    before, seen = run.engine.standing, told(run)
    go_on_with(run, Standing.joined([(before, np.array([1, 1, 0]))]))
    step(run, [Column(1, 0), Column(1, 1), Column(0, 0)])
    go_on_with(run, before)
    for name, values in told(run).items():
        np.testing.assert_array_equal(values, seen[name])


def test_counts_go_on_where_columns_are_joined() -> None:
    """Bytes hold 255 periods: some are kept already, and they are full when they would have been."""
    site = {**SHOP["site"][0], "order_cost": 1, "demand": {"type": "series", "values": [3]}}
    lane = {**SHOP["lane"][0], "holding_cost": 1}
    scenario = load({**SHOP, "periods": 600, "site": [site], "lane": [lane]})
    run, alone = (side_by_side(scenario, [Column(0, 0)]) for _ in range(2))
    for _ in range(300):
        step(run, [Column(0, 0)])
    go_on_with(run, Standing.joined([(run.engine.standing, np.array([0, 0]))]))
    for _ in range(300):
        step(run, [Column(0, 0)] * 2)
    for _ in range(600):
        step(alone, [Column(0, 0)])
    np.testing.assert_array_equal(run.engine.tally.sums[Sum.ORDERS_PLACED], [[600, 600]])
    for what, total in alone.engine.tally.sums.items():
        np.testing.assert_array_equal(run.engine.tally.sums[what], total.repeat(2, axis=1), err_msg=what.name)


def test_what_a_rule_remembers_must_have_a_column_for_each() -> None:
    run = side_by_side(load(SHOP), [Column(0, 0)])
    (memory,) = run.engine.state.memory.values()
    memory["tally"] = [1]
    one = run.engine.standing
    go_on_with(run, Standing.joined([(one, np.array([0, 0]))]))
    (kept,) = run.engine.state.memory.values()
    assert kept["tally"] == [1]
    kept["tally"].append(2)
    with pytest.raises(BullwhipError, match="memory: found 'tally' without a column for each replication"):
        Standing.joined([(one, np.array([0])), (run.engine.standing, np.array([1]))])


def arrays(thing: Any) -> Iterator[Array]:
    """All arrays in something, and in what it holds."""
    if isinstance(thing, np.ndarray):
        yield thing
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from arrays(value)
    elif hasattr(thing, "__dict__"):
        yield from arrays({name: value for name, value in vars(thing).items() if not isinstance(value, Network | type)})


@pytest.mark.parametrize("seed", range(750, 753))
def test_joined_columns_are_contiguous(seed: int) -> None:
    """Or each kernel would be compiled once more, for arrays through which its loops stride."""
    engine = lay_out(load(random_scenario(seed, ALL_TERMS))).engine(3)
    joined = Standing.joined([(engine.standing, np.array([2, 0])), (engine.standing, np.array([1]))])
    found = list(arrays(joined._asdict()))
    assert len(found) > 20
    assert all(array.flags.c_contiguous for array in found)
