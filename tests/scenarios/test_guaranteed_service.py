"""The battery and the bulldozer: stages as published, levels as the model places them, and what their texts say."""

from __future__ import annotations

from pathlib import Path

import pytest

import bullwhip as bw
from bullwhip.agents import theory
from bullwhip.scenarios import guaranteed_service
from tests.cases.figures import FOLDER, case
from tests.cases.placements import SAFETY_FACTOR, stages

CHAINS = {"battery": "D07", "bulldozer": "D06"}


@pytest.mark.parametrize("name", CHAINS)
def test_the_shipped_tables_are_what_the_stages_give(name: str, tmp_path: Path) -> None:
    for file, table in guaranteed_service.tables(name).items():
        guaranteed_service.write(tmp_path / file, table)
        assert (tmp_path / file).read_bytes() == (guaranteed_service.folder(name) / file).read_bytes(), file
    published = (FOLDER / case(CHAINS[name])["inputs"]["file"]).read_bytes()
    assert (guaranteed_service.folder(name) / "stages.csv").read_bytes() == published


@pytest.mark.parametrize("name", CHAINS)
def test_its_levels_are_the_placement_of_the_literature(name: str) -> None:
    """D06, D07: the base stocks of the published chain, and the value of the safety stock among them."""
    given, expected = case(CHAINS[name])["inputs"], case(CHAINS[name])["expected"]
    chain = stages(given["file"])
    best = theory.optimal_placement(chain, given["holding_rate"], SAFETY_FACTOR)
    scenario = bw.load(name)
    value, cost = 0.0, 0.0
    for stock in best.stocks:
        site, item = guaranteed_service.place_of(name, stock.name)
        terms = scenario.sites[site].terms(item)
        assert terms.rule == {"type": "order-up-to", "level": pytest.approx(stock.base_stock, rel=1e-9)}
        value += terms.unit_value * stock.safety_stock
        cost += terms.holding_cost * stock.safety_stock * 365
    assert value == pytest.approx(expected["total_safety_stock_value"], rel=2e-4)
    assert cost == pytest.approx(expected["total_annual_cost"], rel=2e-4)


@pytest.mark.parametrize("name", CHAINS)
def test_the_network_is_that_of_the_stages(name: str) -> None:
    scenario = bw.load(name)
    made = {(way.target, way.item): way for way in scenario.lanes_by_item()}
    for stage in guaranteed_service.stages(name):
        site, item = guaranteed_service.place_of(name, stage.name)
        lane = made[site, item].lane
        inputs = dict.fromkeys((lane.recipe or {}), site) if lane.recipe or not lane.source else {item: lane.source}
        assert inputs == dict(place[::-1] for place in (guaranteed_service.place_of(name, s) for s in stage.suppliers))
        assert lane.lead_time == stage.time


@pytest.mark.parametrize("name", CHAINS)
def test_tuning_finds_the_same_levels(name: str) -> None:
    found = bw.tune(name, 1)
    assert set(found.table["method"]) == {"guaranteed service, 95%"}
    assert found.table["after"].tolist() == pytest.approx(found.table["before"].tolist(), rel=1e-4)  # 1.64485 for 1.645


def test_what_is_to_be_seen_is_what_the_texts_say() -> None:
    battery, bulldozer = (bw.run(name, 200, measures=["fill_rate", "period_service", "on_hand"]) for name in CHAINS)
    figures = [
        {name: float(mean) for name, mean in zip(result.totals["measure"], result.totals["mean"], strict=True)}
        for result in (battery, bulldozer)
    ]
    assert figures[0]["cost"] == pytest.approx(883_000, rel=0.02)
    assert figures[0]["fill_rate"] == pytest.approx(0.88, abs=0.01)
    assert figures[0]["period_service"] == pytest.approx(0.92, abs=0.01)
    assert figures[1]["cost"] == pytest.approx(840_000, rel=0.03)
    assert figures[1]["period_service"] == pytest.approx(0.95, abs=0.01)
    waiting = bulldozer.summary.query("item == 'track roller frame' and measure == 'on_hand'")
    assert float(waiting["mean"].iloc[0]) == pytest.approx(90, abs=2)
    planned = [stock.base_stock for stock in guaranteed_service.placed("bulldozer").stocks]
    assert (len(planned), planned.count(0)) == (22, 16)
