"""Who supplies whom: the oracle's objects against the scenario's columns, on random scenarios."""

from __future__ import annotations

import pytest

from tests.driving import load
from tests.network.random_scenarios import ALL_TERMS, random_scenario
from tests.oracle.oracle import Oracle


@pytest.mark.parametrize("seed", range(30))
def test_lanes_are_those_of_the_outline(seed: int) -> None:
    """With the same inputs, and the same numbers where they have the same ends."""
    scenario = load(random_scenario(seed, ALL_TERMS))
    outline = scenario.outline
    places = [(point.site, point.item) for point in outline.points]
    lanes = [way for way in Oracle(scenario, {}).world.ways if way.target]
    assert len(lanes) == len(outline.ways)
    for way in lanes:
        assert way.names[3] == ("" if outline.number[way.number] == 1 else str(outline.number[way.number]))
        inputs = range(outline.first_input[way.number], outline.first_input[way.number + 1])
        needs = {places[outline.input[k]]: outline.units[k] for k in inputs}
        assert {need.stock.place: need.units for need in way.inputs} == needs


@pytest.mark.parametrize("seed", range(30))
def test_nobody_is_asked_without_delay_by_who_comes_later(seed: int) -> None:
    """Inputs of a recipe, what shares a capacity, and stockpoints of a site with storage are on one level."""
    stocks = list(Oracle(load(random_scenario(seed, ALL_TERMS)), {}).stocks.values())
    for stock in stocks:
        for way in stock.outward:
            assert {need.stock.level for need in way.inputs} == {stock.level}
            if way.target:
                assert way.order_delay > 0 or way.target.level < stock.level
        if any(way.site for way in stock.outward):
            sites = [way.site for way in stock.outward if way.site]
            sharing = [other for other in stocks if any(way.site in sites for way in other.outward)]
            assert {other.level for other in sharing} == {stock.level}
        if stock.site.terms.storage is not None:
            assert {other.level for other in stock.site.stocks} == {stock.level}
