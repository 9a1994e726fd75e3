"""A rule of one's own lies beside the scenario file, and is found from Python as from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bullwhip as bw

RULE = """
from dataclasses import dataclass
import bullwhip as bw

@dataclass(frozen=True)
class Mine(bw.Rule):
    factor: float = {factor}

    def order(self, view):
        return self.factor * view.asked
"""


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])


def folder(place: Path, module: str, factor: float) -> Path:
    """A scenario file with a rule beside it."""
    place.mkdir()
    (place / f"{module}.py").write_text(RULE.format(factor=factor), encoding="utf-8")
    site = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": {"type": "poisson", "mean": 10}}
    plain = bw.load({"name": "Shop", "periods": 9, "site": [site], "lane": [{"to": "shop", "lead_time": 1}]})
    text = plain.to_toml().replace("pass-on", f"{module}:Mine")
    (place / "shop.toml").write_text(text, encoding="utf-8")
    return place / "shop.toml"


def test_it_is_found_from_python(tmp_path: Path) -> None:
    file = folder(tmp_path / "a", "found_from_python", 2.0)
    assert bw.check(file) == []
    scenario = bw.load(file)
    history = bw.run(file, record=True).history
    assert (history["order"] == 2 * history["asked"]).all()
    assert bw.run(scenario, 3, workers=2).costs.tolist() == bw.run(str(file), 3).costs.tolist()
    again = scenario.with_({"site.shop.rule.factor": 3})
    assert (bw.run(again, record=True).history["order"] == 3 * history["asked"]).all()
    by_hand = bw.run(file, rules={"shop": "found_from_python:Mine"}, record=True).history
    assert by_hand.equals(history)
    assert str(file.parent) in sys.path[1:]


def test_two_modules_of_one_name_are_not_mistaken_for_each_other(tmp_path: Path) -> None:
    """The second would silently be the first, as Python keeps what it has imported."""
    first = folder(tmp_path / "a", "of_one_name", 2.0)
    second = folder(tmp_path / "b", "of_one_name", 3.0)
    assert bw.check(first) == []
    [fault] = bw.check(second)
    assert "the module 'of_one_name', which came from" in fault.found
    assert str(second.parent) in fault.found
    assert fault.remedy == "give one of the two another name"
    assert bw.check(first) == []


def test_it_hides_no_installed_module(tmp_path: Path) -> None:
    file = folder(tmp_path / "a", "colorsys", 2.0)
    import colorsys

    assert [fault.key for fault in bw.check(file)] == ["rule.type"]
    assert sys.modules["colorsys"] is colorsys
