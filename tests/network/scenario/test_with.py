"""Scenarios are changed in Python, and written back, with nothing lost."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import bullwhip as bw
from bullwhip.network.scenario import read, shipped
from tests.network.networks import networks
from tests.network.scenario.files import write

SHOP: dict[str, Any] = {
    "name": "Shop",
    "periods": 30,
    "site": [
        {"name": "shop", "role": "retailer", "stock": 30, "rule": {"type": "order-up-to", "level": 35},
         "demand": {"type": "poisson", "mean": 10}},
        {"name": "store", "role": "distributor", "stock": 30, "rule": "pass-on"},
    ],
    "lane": [{"from": "store", "to": "shop", "lead_time": 2}, {"to": "store", "lead_time": 1}],
}  # fmt: skip


@dataclass(frozen=True)
class Dated(bw.Rule):
    """A rule of one's own with a parameter that JSON does not know."""

    since: datetime.date
    note: str | None = None

    def order(self, view: bw.View) -> Any:
        return view.asked


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_scenario_is_itself_again(name: str, tmp_path: Path) -> None:
    scenario = bw.load(name)
    again = bw.load(scenario.save(tmp_path / "again.toml"))
    assert again == scenario == scenario.with_()
    assert again.to_toml() == scenario.to_toml()


@given(document=networks())
def test_a_random_scenario_is_itself_again(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    scenario = bw.load(document)
    again = bw.load(scenario.save(tmp_path_factory.getbasetemp() / "random.toml"))
    assert again == scenario == scenario.with_()
    assert [bw.run(made, 2).costs.tolist() for made in (again, scenario)] == [bw.run(scenario, 2).costs.tolist()] * 2


def test_keys_are_changed_by_path_and_by_keyword() -> None:
    scenario = bw.load(SHOP)
    made = scenario.with_(
        {"site.shop.rule.level": 40, "lane.store>shop.lead_time": 4, "site.*.holding_cost": 1}, seed=7
    )
    assert made.sites["shop"].rule == {"type": "order-up-to", "level": 40}
    assert ([lane.lead_time for lane in made.lane], made.seed) == ([4, 1], 7)
    assert [site.holding_cost for site in made.site] == [1, 1]
    texts = {"site.shop.rule.level": "40", "lane.store>shop.lead_time": "4", "site.*.holding_cost": "1", "seed": "7"}
    assert made == bw.load(SHOP, texts)
    assert scenario == bw.load(SHOP), "it stays as it was"
    assert bw.run(made).costs[0] != bw.run(scenario).costs[0]


def test_values_of_numpy_and_pandas_are_numbers() -> None:
    values = [3.0, 1.0, 4.0]
    forms: list[Any] = [values, tuple(values), np.array(values), pd.Series(values)]
    made = [bw.load(SHOP).with_({"site.shop.demand": {"type": "series", "values": form}}) for form in forms]
    assert made[0] == made[1] == made[2] == made[3]
    assert bw.load(SHOP).with_(periods=np.int64(12)).periods == 12


def test_faults_are_told_as_ever() -> None:
    scenario = bw.load(SHOP)
    with pytest.raises(bw.ScenarioError) as caught:
        scenario.with_({"site.shp.stock": 3, "site.shop.rule.lvl": 3, "site.store.rule": "passon"}, periods=0)
    assert sorted(str(fault) for fault in caught.value.faults) == [
        "periods=0: periods: found 0; give 1 or more periods",
        "site.shop.rule.lvl=3: site 'shop', rule.lvl: found an unknown key; did you mean 'level'?",
        "site.shp.stock=3: found 'shp', which is no site; did you mean 'shop'?",
        "site.store.rule=passon: site 'store', rule.type: found the unknown rule 'passon'; did you mean 'pass-on'?",
    ]
    for wrong in ("site.shop.stock=3", 3, {3: 4}):
        with pytest.raises(bw.BullwhipError, match=r"settings: found .*; give values by key"):
            scenario.with_(wrong)  # type: ignore[arg-type]


def test_a_later_setting_changes_one_of_those_that_a_star_set() -> None:
    rule = {"type": "order-up-to", "level": 3}
    made = bw.load(SHOP).with_({"site.*.rule": rule, "site.shop.rule.level": 9})
    assert [site.rule and site.rule["level"] for site in made.site] == [9, 3]
    text = '{ type = "order-up-to", level = 3 }'
    assert made == bw.load(SHOP, {"site.*.rule": text, "site.shop.rule.level": "9"})
    assert rule == {"type": "order-up-to", "level": 3}


def test_files_lie_where_those_of_the_scenario_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    text = bw.load(SHOP).to_toml()
    file = write(tmp_path / "there", text, {"asked.csv": "units\n4\n5\n"})
    monkeypatch.chdir(tmp_path)
    made = bw.load(file).with_({"site.shop.demand": {"type": "series", "file": "asked.csv"}})
    assert made.document()["site"][0]["demand"] == [{"type": "series", "values": [4, 5]}]


def test_what_is_not_trusted_stays_so() -> None:
    scenario = read(SHOP, trusted=False)
    with pytest.raises(bw.ScenarioError, match="not trusted with code"):
        scenario.with_({"site.shop.rule": {"type": "os:path"}})


def test_texts_dates_and_limits_survive() -> None:
    kind = f"{__name__}:Dated"
    rule = {"type": kind, "since": datetime.date(2024, 2, 29), "cap": 12.5, "note": None}
    about = "one\ntwo\r\nthree\r \u202e '''\"\"\" \\"
    made = bw.load(SHOP).with_({"site.shop.rule": rule}).with_({"about": about, "seed": 2**64 - 1})
    again = bw.load(tomllib.loads(made.to_toml()))
    assert again == made
    assert (again.about, again.seed) == (about, 2**64 - 1)
    assert made.sites["shop"].rule == {name: value for name, value in rule.items() if value is not None}


def test_what_toml_cannot_say_is_refused() -> None:
    """An item without the rule of its site: in a mapping None says so, in TOML nothing does."""
    site = {**SHOP["site"][1], "items": {"tea": {"rule": None}, "jam": {}}}
    lanes = [{"to": "store", "lead_time": 1}]
    made = bw.load({"name": "x", "periods": 3, "site": [site], "lane": lanes})
    with pytest.raises(bw.BullwhipError, match=r"site 'store', items\.tea\.rule: found None over the site's own rule"):
        made.to_toml()


@pytest.mark.parametrize("path", ["shop.json", "shop", "", 3, None])
def test_a_scenario_is_saved_as_toml(path: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(bw.BullwhipError, match="path: found "):
        bw.load(SHOP).save(path)
    assert list(tmp_path.iterdir()) == []


def test_a_long_setting_is_named_in_short() -> None:
    with pytest.raises(bw.ScenarioError) as refused:
        bw.load(SHOP).with_(name="x" * 10_000, periods=0)
    assert all(len(str(fault)) < 400 for fault in refused.value.faults)
