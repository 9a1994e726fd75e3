"""What holds for every shipped scenario, and what the literature says of each."""

from __future__ import annotations

import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents import theory
from bullwhip.agents.runs.result import Result
from bullwhip.network.scenario import shipped
from tests.cases.figures import BENCHMARK_TRACE, case

NAMES = {
    "beer-game",
    "beer-game-1989",
    "bakery",
    "battery",
    "bulldozer",
    "cause-batching",
    "cause-demand-signals",
    "cause-prices",
    "cause-rationing",
    "causes-none",
    "causes-together",
    "corner-shop",
    "demand-spike",
    "gift-shop",
    "hybrid",
    "information-sharing",
    "jit-vs-jic",
    "lost-sales",
    "one-valve",
    "one-warehouse-many-retailers",
    "pandemic",
    "port-closure",
    "serial",
    "snow-storm",
    "supplier-bankruptcy",
}
BEER = {"R": "retailer", "W": "wholesaler", "D": "distributor", "F": "factory"}


def of_network(result: Result, measure: str) -> float:
    return float(result.totals.set_index("measure")["mean"][measure])


def by_site(result: Result, measure: str) -> list[float]:
    return [float(mean) for mean in result.table(measure)[measure]]


def test_the_scenarios_that_the_project_promises_are_there() -> None:
    assert set(shipped()) >= NAMES


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_has_no_fault_and_says_what_it_is(name: str) -> None:
    assert bw.check(name) == []
    scenario = bw.load(name)
    assert scenario.teaches
    assert "\n" not in scenario.teaches
    assert "Source" in scenario.about


def test_the_benchmark_of_1989_costs_204() -> None:
    result = bw.run(bw.load("beer-game-1989"))
    assert by_site(result, "cost") == [46, 50, 54, 54] == case("F01")["expected"]["cost_RWDF"]
    assert of_network(result, "cost") == 204


def test_the_benchmark_of_1989_equals_its_trace_in_every_column_and_week() -> None:
    trace = pd.read_csv(BENCHMARK_TRACE, index_col="week")
    history = bw.run(bw.load("beer-game-1989"), record=True).history
    columns = {
        "received": "received",
        "demand": "asked",
        "shipped": "shipped",
        "inventory": "on_hand",
        "backlog": "backlog",
        "order": "order",
    }
    compared = 0
    for letter, site in BEER.items():
        books = history[history["site"] == site].set_index("period")
        for ours, theirs in columns.items():
            assert books[theirs].tolist() == trace[f"{ours}_{letter}"].tolist(), (site, theirs)
            compared += 1
    assert compared == len(trace.columns)


def test_ordinary_players_make_the_bullwhip() -> None:
    scenario = bw.load("beer-game")
    assert all(site.person for site in scenario.site)
    result = bw.run(scenario)
    ratios = by_site(result, "bullwhip")
    assert ratios == sorted(ratios)
    assert ratios[-1] > 50
    assert of_network(result, "cost") == 2694


def test_the_two_beer_games_differ_in_their_players_only() -> None:
    played, benchmark = (bw.load(name).document() for name in ("beer-game", "beer-game-1989"))
    for scenario in (played, benchmark):
        for site in scenario["site"]:
            for key in ("theta", "alpha", "beta", "target"):
                del site["rule"][key]
            site.pop("person", None)
        for key in ("name", "about", "teaches"):
            del scenario[key]
    assert played == benchmark


def test_the_corner_shop_is_as_exact_as_its_text() -> None:
    demand = theory.Discrete.poisson(10)
    exact = theory.evaluate_base_stock(42, demand, 3, 0.5, 1.0)
    assert exact.on_hand == pytest.approx(12, abs=0.1)
    assert exact.fill_rate == pytest.approx(0.996, abs=0.0005)
    assert theory.optimal_base_stock(demand, 3, 0.5, 1.0).level == 32
    result = bw.run(bw.load("corner-shop"), replications=2000)
    assert by_site(result, "on_hand")[0] == pytest.approx(exact.on_hand, rel=0.005)
    assert by_site(result, "backlog")[0] == pytest.approx(exact.backlog, abs=0.003)
    assert by_site(result, "fill_rate")[0] == pytest.approx(exact.fill_rate, abs=0.0005)


def test_lost_sales_cost_what_the_text_says() -> None:
    demand = theory.Discrete.poisson(5)
    best, usual = theory.optimal_lost_sales(demand, 3, 1, 9), theory.optimal_base_stock(demand, 3, 1, 9)
    assert (best.level, usual.level) == (19, 20)
    result = bw.run(bw.load("lost-sales"), replications=200)
    assert best.cost == pytest.approx(6.32, abs=0.005)
    assert theory.evaluate_lost_sales(20, demand, 3, 1, 9).cost == pytest.approx(6.55, abs=0.005)
    assert of_network(result, "cost_per_period") == pytest.approx(best.cost, rel=0.01)
    assert 1 - best.fill_rate == pytest.approx(0.039, abs=0.0005)
    assert of_network(result, "fill_rate") == pytest.approx(best.fill_rate, abs=0.001)


def test_the_bakery_earns_a_tenth_more_when_tuned_and_sells_nothing_when_tuned_for_cost() -> None:
    for_profit, for_cost = (bw.tune("bakery", measure=measure, replications=50) for measure in (None, "cost"))
    before, after = (profits.mean() for profits in for_profit.figures["profit"])
    assert after / before == pytest.approx(1.1, abs=0.02)
    before, after = (costs.mean() for costs in for_cost.figures["cost"])
    assert after < before
    assert of_network(bw.run(for_cost.scenario, 20), "fill_rate") < 0.01
    assert "serving next to nobody is best by this measure" in str(for_cost)
    assert "serving next to nobody" not in str(for_profit)


def test_the_serial_system_agrees_with_the_book() -> None:
    expected = case("C01")["expected"]
    scenario = bw.load("serial")
    best = theory.optimal_serial(theory.Normal(5, 1), [1, 1, 2], [7, 4, 2], 37.12)
    assert [site.rule["level"] for site in scenario.site if site.rule] == pytest.approx(best.echelon_levels, abs=0.001)
    result = bw.run(scenario, replications=512)
    assert of_network(result, "cost_per_period") == pytest.approx(expected["cost"], rel=0.003)
    assert by_site(result, "in_transit") == pytest.approx(expected["pipeline_mean"], rel=0.003)
    published = {
        f"site.{site}.rule.level": str(level)
        for site, level in zip(("shop", "warehouse", "manufacturer"), expected["published_S_echelon"], strict=True)
    }
    result = bw.run(bw.load("serial", published), replications=512)
    assert of_network(result, "cost_per_period") == pytest.approx(expected["cost_sim_at_published_levels"], rel=0.003)


def test_one_warehouse_and_its_retailers_agree_with_the_exact_figures() -> None:
    expected = case("D01")["expected"]
    best = theory.optimal_one_warehouse([2.0] * 3, 1, [1] * 3, 0.5, [1.0] * 3, [6.0] * 3)
    assert (best.warehouse_level, best.retailer_levels) == (6, (4, 4, 4))
    result = bw.run(bw.load("one-warehouse-many-retailers"), replications=1500)  # 3 million days
    on_hand, backlog = by_site(result, "on_hand"), by_site(result, "backlog")
    for found, figure in zip(
        on_hand + backlog, [*expected["EI"], expected["EI0"], *expected["EB"], expected["EB0"]], strict=True
    ):
        assert abs(found - figure) < max(0.003, 0.005 * figure)
    assert of_network(result, "cost_per_period") == pytest.approx(best.cost, rel=0.005)


def test_information_sharing_shows_what_sharing_does() -> None:
    expected = case("E05")["expected"]
    result = bw.run(bw.load("information-sharing"), replications=400)  # 400,000 weeks
    expected_ratios = expected["centralised"] + expected["decentralised_exact"]
    tolerances = [0.01, 0.01, 0.01, 0.02] * 2  # as the case says
    for found, figure, tolerance in zip(by_site(result, "bullwhip"), expected_ratios, tolerances, strict=True):
        assert found == pytest.approx(figure, rel=tolerance)
