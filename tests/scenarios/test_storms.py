"""Scenarios of disruptions: what their texts say comes out, and a class has something to ask."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import bullwhip as bw

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 200
STORMS = (
    "demand-spike",
    "hybrid",
    "jit-vs-jic",
    "one-valve",
    "pandemic",
    "port-closure",
    "snow-storm",
    "supplier-bankruptcy",
)
CALM = "no disruption"
UNCHANGED = "as it is"
MEASURES = ["fill_rate", "stockout_periods"]


def rows_of(name: str) -> list[list[str]]:
    """The rows of the table in a scenario's text: what is changed, and what it comes to."""
    cells = [line.strip("|\n ").split(" | ") for line in bw.load(name).about.splitlines() if line.startswith("| ")]
    return cells[1:]


def row_as_found(name: str, change: str) -> list[str]:
    """A row of that table as it comes out now: cost, share filled at once, periods in which customers wait."""
    settings = dict(setting.split("=", 1) for setting in shlex.split(change.strip("`")) if "=" in setting)
    scenario = bw.load(name, settings)
    result = bw.run(scenario.calm() if change == CALM else scenario, REPLICATIONS, measures=MEASURES)
    means = dict(zip(result.totals["measure"], result.totals["mean"], strict=True))
    rounded = float(f"{means['cost']:.3g}")
    return [change, f"{rounded:,.0f}", f"{100 * means['fill_rate']:.0f}%", f"{means['stockout_periods']:.1f}"]


@pytest.mark.parametrize("name", STORMS)
def test_the_table_of_a_text_tells_what_comes_out(name: str) -> None:
    rows = rows_of(name)
    assert [row[0] for row in rows[:2]] == [UNCHANGED, CALM]
    assert len(rows) > 2
    assert rows == [row_as_found(name, row[0]) for row in rows]


@pytest.mark.parametrize("name", STORMS)
def test_a_class_has_three_questions(name: str) -> None:
    questions = bw.load(name).about.partition("**Questions for a class.**")[2].partition("\n\n")[0]
    assert re.findall(r"\b(\d)\. ", questions) == ["1", "2", "3"]
    assert questions.count("?") >= 3


def test_the_two_camps_and_the_hybrid_live_in_the_same_world() -> None:
    camps, hybrid = (bw.load(name).document() for name in ("jit-vs-jic", "hybrid"))
    assert camps["disruption"] == hybrid["disruption"]
    assert camps["lane"] == hybrid["lane"]
    for ours, theirs in zip(camps["site"], hybrid["site"], strict=True):
        for key in ("rule", "stock"):
            ours.pop(key, None), theirs.pop(key, None)
        assert ours == theirs


@pytest.mark.parametrize("name", STORMS)
def test_the_page_of_scenarios_shows_each_with_its_picture(name: str) -> None:
    page = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    assert f"| [`{name}`]({name}.toml) | " in page
    assert re.search(rf"^`bullwhip (run|frontier) {name} .*`:\n\n!\[.+\]\(pictures/{name}\.png\)$", page, re.MULTILINE)
    assert (SCENARIOS / "pictures" / f"{name}.png").stat().st_size > 50_000
