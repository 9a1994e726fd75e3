"""A kind of demand of one's own is as good as a shipped one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

import bullwhip as bw
from bullwhip.agents.theory import Normal
from bullwhip.agents.tuning.expected_demand import distribution_of, first_demand
from bullwhip.network.arrays import Array
from bullwhip.network.scenario import GivenDemand, faults, read
from bullwhip.network.tape import Market, Tape
from tests.network.tape.drawing import drawn, uniforms

UNIFORM = '''
import bullwhip as bw

class Uniform(bw.Demand):
    """Any number of units between two, each as likely."""

    low: float
    high: float = {high}

    def means(self, periods):
        return (self.low + self.high) / 2

    def error_variance(self):
        return (self.high - self.low) ** 2 / 12

    def quantile(self, uniforms):
        return self.low + (self.high - self.low) * uniforms
'''
HERE = __name__


class Uniform(bw.Demand):
    """Any number of units between two, each as likely."""

    low: float
    high: float

    def means(self, periods: int) -> float:
        return (self.low + self.high) / 2

    def error_variance(self) -> float:
        return (self.high - self.low) ** 2 / 12

    def quantile(self, uniforms: Array) -> Array:
        return self.low + (self.high - self.low) * uniforms


class Signed(Uniform):
    """One that may be below zero."""

    below_zero: ClassVar[bool] = True


class Answers(Uniform):
    """One that answers what it was told to, whatever it is asked for."""

    def quantile(self, uniforms: Array) -> Array:
        answers: dict[float, Any] = {0: uniforms[0], 1: uniforms * np.nan, 2: -uniforms}
        return np.asarray(answers[self.low])


class Unfinished(bw.Demand):
    """One that does not say what to expect."""

    def quantile(self, uniforms: Array) -> Array:
        return uniforms


class Undrawn(bw.Demand):
    """One that does not say how it is drawn."""

    def means(self, periods: int) -> float:
        return 0.0

    def error_variance(self) -> float:
        return 1.0


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])


def scenario(demand: Any, **keys: Any) -> dict[str, Any]:
    site = {"name": "shop", "role": "retailer", "stock": 20, "rule": "pass-on", "demand": demand, "holding_cost": 1}
    return {"name": "Shop", "periods": 20, "site": [site], "lane": [{"to": "shop", "lead_time": 1}], **keys}


def uniform(**keys: Any) -> dict[str, Any]:
    return {"type": f"{HERE}:Uniform", "low": 5, "high": 15, **keys}


def asked(demand: Any, replications: int = 50) -> Array:
    """(periods, replications)."""
    [point] = read(scenario(demand)).stockpoints()
    return drawn(Tape([Market("shop", "item", point.terms.demand)], 1, whole_units=False), 20, replications)[:, 0]


def test_it_is_drawn_with_the_luck_of_its_address_season_and_trend_on_top() -> None:
    luck = uniforms(20, 50, "demand", "shop", "item", "0")
    np.testing.assert_array_equal(asked(uniform()), 5 + 10 * luck)
    season, period = np.tile([1, 2], 10)[:, None], np.arange(20)[:, None]
    np.testing.assert_array_equal(asked(uniform(season=[1, 2], trend=3)), (5 + 10 * luck + period * 3) * season)
    beside = uniforms(20, 50, "demand", "shop", "item", "1")
    np.testing.assert_allclose(asked([{"type": "constant", "value": 1}, uniform(low=0)]), 1 + 15 * beside)


def test_demand_below_zero_is_cut_where_a_kind_has_no_key_for_it() -> None:
    luck = uniforms(20, 50, "demand", "shop", "item", "0")
    np.testing.assert_array_equal(
        asked({"type": f"{HERE}:Signed", "low": -5, "high": 5}), np.maximum(-5 + 10 * luck, 0)
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [(0, r"quantiles of shape \(50,\); give one for each"), (1, "no finite number"), (2, "a quantile below zero")],
)
def test_draws_that_are_none_are_refused(answer: int, words: str) -> None:
    with pytest.raises(bw.BullwhipError, match=f"demand {HERE}:Answers: found {words}|{words}"):
        asked({"type": f"{HERE}:Answers", "low": answer, "high": 9})


def test_what_is_expected_of_it_is_known() -> None:
    [point] = read(scenario(uniform())).stockpoints()
    expected = distribution_of(point.terms.demand, 20)
    assert expected.over(4) == Normal(40, np.sqrt(4 * 100 / 12))
    assert first_demand(point.terms.demand, expected) == 10
    tape = Tape([Market("shop", "item", point.terms.demand)], 1, whole_units=False)
    assert (tape.means.tolist(), tape.random) == ([10], True)


def test_a_file_names_it_by_its_import_path(tmp_path: Path) -> None:
    (tmp_path / "uniform_demands.py").write_text(UNIFORM.format(high=15), encoding="utf-8")
    table = {"type": "uniform_demands:Uniform", "low": 5, "season": [1, 2]}
    text = bw.load(scenario({"type": "poisson", "mean": 3})).to_toml()
    (tmp_path / "shop.toml").write_text(
        text.replace('type = "poisson"', 'type = "uniform_demands:Uniform"').replace("mean = 3", "low = 5"),
        encoding="utf-8",
    )
    assert bw.check(tmp_path / "shop.toml") == []
    made = bw.load(tmp_path / "shop.toml").with_({"site.shop.demand.season": [1, 2]})
    assert bw.run(made, 6, workers=2).costs.tolist() == bw.run(scenario(uniform(season=[1, 2])), 6).costs.tolist()
    assert made.sites["shop"].demand[0].model_dump(exclude_unset=True) == {**table, "season": (1, 2)}
    file = made.save(tmp_path / "again.toml")
    assert bw.load(file) == made


def test_two_modules_of_one_name_are_not_mistaken_for_each_other(tmp_path: Path) -> None:
    for folder, high in (("a", 15), ("b", 25)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "twice_named.py").write_text(UNIFORM.format(high=high), encoding="utf-8")
        text = bw.load(scenario({"type": "poisson", "mean": 3})).to_toml()
        text = text.replace('type = "poisson"', 'type = "twice_named:Uniform"').replace("mean = 3", "low = 5")
        (tmp_path / folder / "shop.toml").write_text(text, encoding="utf-8")
    assert bw.check(tmp_path / "a" / "shop.toml") == []
    [fault] = bw.check(tmp_path / "b" / "shop.toml")
    assert fault.key == "demand[1].type"
    assert "the module 'twice_named', which came from" in fault.found


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        ({"type": "no_such_module:Mine"}, "demand.type: found 'no_such_module:Mine', which cannot be imported (No"),
        ({"type": f"{HERE}:Missing"}, "which cannot be imported"),
        ({"type": f"{HERE}:Market"}, "which is no kind of demand; derive it from bullwhip.Demand, with means"),
        ({"type": f"{HERE}:Unfinished"}, "which is no kind of demand"),
        ({"type": f"{HERE}:Undrawn"}, "which is no kind of demand"),
        ({"type": "unifrom", "low": 5}, "demand.type: found 'unifrom', which is unknown; give one of constant"),
        (uniform(hihg=3), "site 'shop', demand.hihg: found an unknown key; did you mean 'high'?"),
        (uniform(low="5"), "site 'shop', demand.low: found '5', which is not a number; give a number"),
        (uniform(trend=np.inf), "site 'shop', demand.trend: found inf, which is not a finite number; give a number"),
        ({"type": f"{HERE}:Uniform", "low": 5}, "site 'shop', demand.high: found nothing; add high"),
    ],
)
def test_a_wrong_table_is_a_fault(demand: dict[str, Any], words: str) -> None:
    [fault] = faults(scenario(demand))
    assert words in str(fault)


def test_its_faults_say_whether_the_text_is_understood() -> None:
    [unknown] = faults(scenario(uniform(lwo=3)))
    [missing] = faults(scenario({"type": f"{HERE}:Missing"}))
    assert (unknown.kind, missing.kind) == ("malformed", "illegal")


@pytest.mark.parametrize("kind", ["evil_demands:Mine", "os:system", ":", "a:b:c"])
def test_what_comes_from_others_imports_nothing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "evil_demands.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    [fault] = faults(scenario({"type": kind}), trusted=False)
    assert fault.key == "demand.type"
    assert f"{kind!r}, a kind of demand by its import path; give a shipped kind: this file is not trusted with" in str(
        fault
    )
    with pytest.raises(ValidationError, match="import path"):
        TypeAdapter(GivenDemand).validate_python({"type": kind})
    assert "evil_demands" not in sys.modules
