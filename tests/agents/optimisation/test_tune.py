import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents import theory
from bullwhip.agents.formats.text import WHY_UNKNOWN
from bullwhip.agents.rules.rule import Scale
from bullwhip.network.arrays import Array
from tests.agents.optimisation.networks import BAKERY, shop


@pytest.fixture(scope="module")
def bakery() -> bw.Tuned:
    return bw.tune(BAKERY, 24, trials=160)


def test_the_search_finds_a_newsvendor() -> None:
    """From far below, without the formula: the optimum itself, and its exact cost within the interval."""
    best = theory.optimal_base_stock(theory.Discrete.poisson(5), 2, 1, 9)
    found = bw.tune(shop(rule={"type": "order-up-to", "level": 2}), method="simulation")
    [(site, parameter, before, after, method)] = found.table[["site", "parameter", "before", "after", "method"]].values
    assert (site, parameter, before, after, method) == ("shop", "level", 2.0, best.level, "simulation")
    low, high = (end / 380 for end in found.after[1:])
    assert low < best.cost < high


def test_the_search_finds_a_serial_system() -> None:
    """From half of the levels of Clark and Scarf, without their formula: what theirs cost, as far as can be told."""
    serial = bw.load("serial").with_(periods=1000)
    levels = {f"site.{site.name}.rule.level": site.rule["level"] / 2 for site in serial.site if site.rule}
    found = bw.tune(serial.with_(levels), 50, method="simulation")
    exact = bw.run(serial, 50).costs
    assert found.gain.low > 0
    assert found.after.low < exact.mean() < found.after.high
    assert found.after.mean < 1.005 * exact.mean()


def test_a_search_finds_lots() -> None:
    best = theory.optimal_s_s(theory.Discrete.poisson(5), 2, 1, 9, 64)
    few = shop(order_cost=64, rule={"type": "s-S", "s": 4, "S": 12}, periods=2000)
    found = bw.tune(few, method="simulation")
    assert found.after.mean / 1980 == pytest.approx(best.cost, rel=0.01)


def test_two_lanes_are_searched_together() -> None:
    """The best dual index of case L of Gijsbrechts et al. (2022), from levels that are far off."""
    start = bw.load("dual-sourcing").with_({"site.shop.rule": {"type": "dual-index", "express": 9, "regular": 9}})
    assert bw.tune(start, 12).table["after"].tolist() == [4, 8]
    surge = start.with_({"site.shop.rule": {"type": "base-surge", "base": 0, "level": 9}})
    assert bw.tune(surge, 12).table["after"].tolist() == [1, 4]


def test_a_network_with_everything_costs_less(bakery: bw.Tuned) -> None:
    assert bakery.gain.low > 0
    assert bakery.after.high < bakery.before.low
    assert bakery.gain.mean == pytest.approx(bakery.before.mean - bakery.after.mean)
    assert set(bakery.table["method"]) <= {"simulation", "as before"}


def test_the_written_scenario_is_the_same(bakery: bw.Tuned, tmp_path: Path) -> None:
    read = bw.load(bakery.save(tmp_path / "tuned.toml"))
    assert read == bakery.scenario
    rules = {item: terms.rule for item, terms in read.site[3].items.items()}
    for item, parameter, after in bakery.table[["item", "parameter", "after"]].values:
        rule = rules[item]
        assert rule is not None
        assert rule[parameter] == after
    first, *_ = bakery.to_toml().splitlines()
    assert first == "# Tuned by `bullwhip tune`"


def test_the_gain_is_that_of_runs_with_luck_of_their_own(bakery: bw.Tuned) -> None:
    before, after = bakery.figures["cost"]
    assert before.tolist() == bw.run(BAKERY, 24).costs.tolist()
    assert after.tolist() == bw.run(bakery.scenario, 24).costs.tolist()


def test_the_same_seed_finds_the_same(bakery: bw.Tuned) -> None:
    again = bw.tune(BAKERY, 24, trials=160)
    assert again.table["after"].tolist() == bakery.table["after"].tolist()
    other = bw.tune(BAKERY, 24, trials=160, seed=5)
    assert other.seed == 5
    assert other.figures["cost"][0].tolist() != bakery.figures["cost"][0].tolist()


def test_a_fill_rate_is_kept() -> None:
    loose, tight = (bw.tune(shop(), 50, trials=80, fill_rate=rate) for rate in (None, 0.99))
    assert loose.of("fill_rate")[1].high < 0.99 <= tight.of("fill_rate")[1].high
    assert tight.of("fill_rate")[1].mean > 0.985
    assert tight.table["after"][0] > loose.table["after"][0]
    free = bw.tune(shop(backlog_cost=0), 50, trials=80, fill_rate=0.9)  # least stock that does it
    assert 0.89 < free.of("fill_rate")[1].mean < 0.95


def test_the_measure_and_its_sense_are_chosen() -> None:
    filled = bw.tune(shop(), 12, trials=32, measure="fill_rate", method="simulation")
    assert filled.gain.mean > 0
    assert filled.after.mean > 0.99
    empty = bw.tune(shop(), 12, trials=32, measure="fill_rate", sense="least", method="simulation")
    assert empty.after.mean < empty.before.mean
    assert empty.gain.mean > 0
    stock = bw.tune(shop(), 12, trials=32, measure="on_hand", method="simulation")
    assert stock.after.mean == 0


def test_another_rule_takes_the_place_of_the_own() -> None:
    found = bw.tune(shop(), 12, trials=32, rule="s-S")
    assert found.table["rule"].tolist() == ["s-S", "s-S"]
    assert np.isnan(found.table["before"]).all()
    assert found.scenario.site[0].rule is not None
    assert found.scenario.site[0].rule["type"] == "s-S"
    one = bw.tune("beer-game", 12, trials=32, rule="order-up-to", sites=["factory"])
    assert one.table["site"].tolist() == ["factory"]
    assert [site.rule["type"] for site in one.scenario.site if site.rule][:3] == ["anchor-adjust"] * 3


def test_a_run_that_is_short_is_searched_whatever_formulas_say() -> None:
    """What the manufacturer makes in the last periods comes to nobody: Clark and Scarf think of the long run."""
    short = bw.load("serial").with_({"site.manufacturer.rule.level": 0.0}, periods=3, warm_up=0)
    found = bw.tune(short, 100)
    assert set(found.table["method"]) <= {"simulation", "as before"}
    assert found.after.mean < bw.tune(short, 100, method="formula").after.mean


def test_what_is_certain_needs_no_interval() -> None:
    found = bw.tune("beer-game", 12, trials=64)
    assert found.gain.low == found.gain.mean == found.gain.high > 0
    assert "nothing is left to chance" in str(found)
    few = bw.tune(shop(), 3)
    assert math.isnan(few.gain.low)


@dataclass(frozen=True)
class Halfway(bw.Rule):
    """A rule of one's own, which says what of it may be searched."""

    searched: ClassVar[Mapping[str, Scale]] = {"level": "stock", "speed": "share"}

    level: float
    speed: float = 0.1

    def order(self, view: bw.View) -> Array:
        """A part of what is missing."""
        return self.speed * (self.level - view.position)


def test_a_rule_of_ones_own_is_tuned_as_ours_are() -> None:
    rule = {"type": f"{__name__}:Halfway", "level": 10}
    found = bw.tune(shop(rule=rule), 12, trials=160)
    assert found.table["parameter"].tolist() == ["level", "speed"]
    assert found.gain.low > 0
    assert bw.run(found.scenario, 12).costs.tolist() == found.figures["cost"][1].tolist()


class Apart(bw.Measure):
    """A measure that a network as a whole has not."""

    of_network = False

    def over(self, of: Any) -> Array:
        """Nothing."""
        nothing: Array = of.nothing
        return nothing


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"measure": "costs"}, "measure: found 'costs', which is none; did you mean 'cost'?"),
        ({"measure": f"{__name__}:Apart"}, "Apart', which a network as a whole has not; give one that it has"),
        ({"sense": "more"}, "sense: found 'more'; give 'least' or 'most'"),
        ({"fill_rate": 1.0}, "fill_rate: found 1.0; give a share above 0 and below 1, such as 0.95"),
        ({"service": 0.0}, "service: found 0.0; give a share above 0 and below 1, such as 0.95"),
        ({"method": "magic"}, "method: found 'magic'; give 'auto', 'formula' or 'simulation'"),
        ({"sites": ["maker"]}, "site: found 'maker', which keeps no stock"),
        ({"rule": "pass-on"}, "rules: found pass-on, which have no parameters to find; give one that has"),
        ({"rule": "recorded"}, "rule 'recorded': its orders cannot be computed"),
        ({"replications": 0}, "replications: found 0"),
        ({"trials": 0}, "trials: found 0"),
        ({"seed": -1}, "seed: found -1"),
    ],
)  # fmt: skip
def test_bad_input_is_named(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as raised:
        bw.tune(shop(), **terms)
    assert said in str(raised.value)


def test_no_stock_at_all_is_no_answer() -> None:
    with pytest.raises(bw.BullwhipError, match="no stock at all would be best; give the sites"):
        bw.tune(shop(backlog_cost=0), method="simulation")


def test_too_many_parameters_are_refused_with_a_way_out() -> None:
    with pytest.raises(bw.BullwhipError, match="found 216 parameters to search, and 200 at most"):
        bw.tune("gift-shop")
    assert bw.tune("gift-shop", 1, method="formula").gain.mean > 0


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cmaes", None)
    with pytest.raises(bw.BullwhipError, match=r"found no cmaes.*pip install 'bullwhip\[tune\]'"):
        bw.tune(shop(shrinkage=0.1))
    assert bw.tune(shop(), 1).table["method"].tolist() == ["newsvendor formula"]


def test_a_gain_without_an_interval_says_why_it_has_none() -> None:
    found = bw.tune("corner-shop", 3, method="formula")
    assert WHY_UNKNOWN in str(found)
    assert str(found).count("± ?") == 2, "in the place of the interval, and where it is explained"
    assert "± ?" not in str(bw.tune("corner-shop", 20, method="formula"))
