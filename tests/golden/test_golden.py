"""Each shipped scenario gives what it gave."""

from __future__ import annotations

import pytest

from bullwhip.network.scenario import shipped
from tests.golden.golden import FOLDER, differences, kept, made, read


def test_no_shipped_scenario_lacks_a_golden_run() -> None:
    assert set(shipped()) == {path.stem for path in FOLDER.glob("*.json")}


@pytest.mark.parametrize("name", shipped())
def test_a_run_is_as_it_was_recorded(name: str) -> None:
    assert not differences(read(name), made(name))


def test_a_difference_is_seen() -> None:
    recorded = {"a": {"x": 1.0, "y": None, "z": 2.0}, "b": 1.0}
    assert not differences(recorded, {"a": {"x": 1.0 + 1e-12, "y": None, "z": 2.0}, "b": 1.0})
    assert len(differences(recorded, {"a": {"x": 1.0 + 1e-8, "y": 0.0, "w": 2.0}, "b": 1.0})) == 4


def test_figures_that_are_what_they_were_are_kept() -> None:
    recorded, found = {"a": {"x": 1.0, "y": 2.0}, "gone": 1.0}, {"a": {"x": 1.0 + 1e-12, "y": 3.0}, "new": 0.0}
    assert kept(recorded, found) == {"a": {"x": 1.0, "y": 3.0}, "new": 0.0}
