"""The picture of a stress test: what it shows of each outage, and that its words are apart."""

from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import bullwhip as bw
from bullwhip.agents.pictures.style import write
from tests.agents.pictures.test_plots import chain, is_drawn, words, words_of


@pytest.fixture(scope="module")
def found() -> bw.Stress:
    return bw.stress(chain(4), 40, remedies=0, length=6, start=10)


def test_it_shows_every_outage(found: bw.Stress, tmp_path: Path) -> None:
    picture = found.plot()
    is_drawn(picture, tmp_path)
    said = words(picture)
    assert all(one.name in said for one in found.weaknesses)
    assert "what if one is down for 6 days?" in said
    assert "days from the start of the outage" in said


def test_bars_are_as_long_as_their_figures(found: bw.Stress) -> None:
    times, losses = found.plot().axes
    failing = [one for one in found.weaknesses if one.share_failing]
    widths = [bar.get_width() for bar in times.patches[1:] if isinstance(bar, Rectangle)]
    assert widths[: 2 * len(failing) : 2] == [one.time_to_survive.mean for one in failing]
    assert [bar.get_width() for bar in losses.patches if isinstance(bar, Rectangle)] == [
        one.loss.mean for one in found.weaknesses
    ]


def test_many_are_cut_and_that_is_said() -> None:
    said = words(bw.stress(chain(16), 12, remedies=0, length=3, start=5).plot())
    assert "The 14 worst of 17." in said


def test_where_nobody_is_failed_it_says_so() -> None:
    scenario = chain(2).with_({"site.*.stock": 900, "site.*.rule": {"type": "order-up-to", "level": 950}})
    times: Axes = bw.stress(scenario, 12, remedies=0, length=2, start=5).plot().axes[0]
    assert "no customer is failed" in words_of(times)


def test_words_do_not_touch(found: bw.Stress, tmp_path: Path) -> None:
    picture = found.plot()
    write(picture, tmp_path, "picture")
    times = picture.axes[0]
    boxes = [text.get_window_extent() for text in times.texts if text.get_text()]
    assert boxes
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:at])
        assert box.x1 <= picture.axes[1].get_window_extent().x0
