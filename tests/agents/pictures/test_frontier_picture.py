"""The picture of a frontier: what it names, and that words lie on no line."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

import bullwhip as bw
from bullwhip.agents.outcomes.frontier_points import COVER
from bullwhip.agents.pictures.frontier_picture import place
from bullwhip.agents.pictures.style import write
from tests.agents.optimisation.networks import shop
from tests.agents.pictures.test_plots import is_drawn, words

NAMES = ("just-in-time", "just-in-case", "hybrid", "today")


@pytest.fixture(scope="module")
def found() -> bw.Frontier:
    return bw.frontier(shop(rule={"type": "order-up-to", "level": 18}), 60, trials=100)


def named(axes: Axes) -> list[Annotation]:
    return [text for text in axes.texts if isinstance(text, Annotation) and text.get_text()]


def test_it_names_the_two_ends_the_hybrid_and_today(found: bw.Frontier, tmp_path: Path) -> None:
    picture = found.plot()
    is_drawn(picture, tmp_path)
    said = words(picture)
    assert all(name in said for name in NAMES)
    assert "fill rate, % of demand filled at once" in said
    assert "cost, money per day" in said


def lines_of(axes: Axes) -> list[np.ndarray]:
    """Where curves run, in pixels, close together; a grid and hairlines are none."""
    ways = []
    for line in axes.lines:
        if line.get_linewidth() >= 1.2 and line.get_linestyle() != "None":
            path = axes.transData.transform(line.get_xydata())
            part = np.linspace(0, 1, 200)[:, None, None]
            ways.append(((1 - part) * path[:-1] + part * path[1:]).reshape(-1, 2))
    return ways


@pytest.mark.parametrize("scenario", ["shop", "beer-game", "dual-sourcing", "serial"])
def test_names_lie_on_no_line_and_not_on_each_other(scenario: str, tmp_path: Path) -> None:
    picture: Figure = bw.frontier(shop() if scenario == "shop" else scenario, 12, trials=20, points=9).plot()
    write(picture, tmp_path, "picture")
    [axes] = picture.axes
    boxes = [text.get_window_extent() for text in named(axes)]
    assert len(boxes) == 5
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:at])
        assert box.x0 >= 0
        assert box.x1 <= picture.bbox.x1
        for way in lines_of(axes):
            assert not box.count_contains(way)


def test_points_are_where_their_figures_say(found: bw.Frontier) -> None:
    """From 90% to 99% is as far as from 99% to 99.9%; what fills all is at the end."""
    lean, buffered = found.ends
    told = lean.worlds["calm"]
    x, y = place(lean, "calm")
    assert x == pytest.approx(-np.log10(1 - told.fill_rate.mean))
    assert y == told.cost.mean
    assert place(buffered, "calm")[0] <= 5.0
    assert len(found.family(COVER)) == 17
