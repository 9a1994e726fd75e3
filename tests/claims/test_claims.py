"""Every claim comes out as the page says, and so do some cells of the map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bullwhip.agents.outcomes.compared_outcomes import Interval
from tests.claims.claims import CLAIMS
from tests.claims.finding import Effect, Finding, as_table
from tests.claims.map import EVERY, LASTING, cell, in_world
from tests.claims.pictures import FOLDER
from tests.claims.policies import World

PAGE = (Path(__file__).parent / "CLAIMS.md").read_text(encoding="utf-8")
VERDICTS = dict.fromkeys("abcdefghijl", "holds") | {"k": "holds in part", "m": "holds in part"}


@pytest.mark.parametrize("letter", CLAIMS)
def test_a_claim_comes_out_as_the_page_says(letter: str) -> None:
    finding = CLAIMS[letter]()
    assert finding.letter == letter
    assert finding.verdict == VERDICTS[letter], [f"{effect}: {effect.told}" for effect in finding.effects]
    assert as_table([finding]).splitlines()[-1] in PAGE, "renew it: make claims"


@pytest.mark.parametrize(("every", "lasting"), [(200, 1), (50, 20)])
def test_a_cell_of_the_map_is_as_the_page_says(every: int, lasting: int) -> None:
    rows = PAGE.partition("Steady demand (0.2), cheap stock")[2].partition("Steady demand (0.2), dear stock")[0]
    row = next(line for line in rows.splitlines() if line.startswith(f"| {every} wk |"))
    told = row.strip("| ").split(" | ")[1 + LASTING.index(lasting)]
    assert told == cell(in_world(World(every, lasting, 0.2, 0.25)))
    assert every in EVERY


def test_a_verdict_needs_every_interval() -> None:
    def finding(*effects: Effect) -> str:
        return Finding("x", "", "", effects, "").verdict

    above, about, below = Interval(1, 0.5, 1.5), Interval(0.1, -0.1, 0.3), Interval(-1, -1.5, -0.5)
    assert finding(Effect("", above, least=0.0)) == "holds"
    assert finding(Effect("", about, least=0.0)) == finding(Effect("", below, least=0.0)) == "fails"
    assert finding(Effect("", above, least=0.0), Effect("", about, least=0.0)) == "holds in part"
    assert [Effect("", each, least=0.0).told for each in (above, about, below)] == ["yes", "undecided", "no"]
    unknown = Interval(1.0, np.nan, np.nan)
    assert Effect("", unknown, least=0.0).told == "undecided"


def test_the_page_shows_its_pictures() -> None:
    for name in ("map", "memory", "long_shock"):
        assert f"(pictures/{name}.png)" in PAGE
        assert (FOLDER / f"{name}.png").is_file()
