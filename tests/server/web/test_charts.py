"""Charts: what is drawn lies where its value says, says what it is, and holds no text that could do harm."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.server.web.charts import Band, Bar, Line, Mark, bar_chart, histogram, line_chart, nice_ticks

HOSTILE = '<script>alert("x")</script>&'
SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> list[ET.Element]:
    """The pictures of a chart: for a phone and for a wide screen."""
    pictures = ET.fromstring(f'<all xmlns="http://www.w3.org/2000/svg">{text}</all>')  # our own
    return list(pictures)


def plain(value: float) -> str:
    return f"{value:g}"


def points(picture: ET.Element, kind: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(pair.split(",")[0]), float(pair.split(",")[1])) for pair in (line.get("points") or "").split()]
        for line in picture.iter(f"{SVG}polyline")
        if line.get("class") == kind
    ]


def test_a_line_goes_through_its_values() -> None:
    text = line_chart("Title", "Desc", [Line("a", [0, 10, 20, 15], 1), Line("b", [5, None, 5, 5], 2)], plain, "k")
    for picture in drawn(text):
        (line,) = points(picture, "line s1")
        assert len(line) == 4
        steps = [after[0] - before[0] for before, after in itertools.pairwise(line)]
        assert max(steps) - min(steps) < 0.11
        low, middle, high = line[0][1], line[1][1], line[2][1]
        assert low - middle == pytest.approx(middle - high, abs=0.11)
        assert line[3][1] == pytest.approx((middle + high) / 2, abs=0.11)
        assert [len(piece) for piece in points(picture, "line s2")] == [1, 2]  # a gap stays one


def test_every_picture_says_what_it_is() -> None:
    for text in (
        line_chart("Title", "Desc", [Line("a", [1, 2])], plain, "k"),
        bar_chart("Title", "Desc", [Bar("a", 1, "one")], "k"),
        histogram("Title", "Desc", [0, 1, 2], [3, 4], [Mark("m", 1)], plain, "k"),
    ):
        pictures = drawn(text)
        assert [picture.get("class") for picture in pictures] == ["phone", "wide"]
        ids = [node.get("id") for picture in pictures for node in picture.iter() if node.get("id")]
        assert len(ids) == len(set(ids)) == 4
        for picture in pictures:
            assert picture.get("role") == "img"
            title, desc = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
            assert title is not None
            assert desc is not None
            assert (title.text, desc.text) == ("Title", "Desc")
            assert picture.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


def test_names_are_text_and_styles_stay_out() -> None:
    text = (
        line_chart(HOSTILE, HOSTILE, [Line(HOSTILE, [1, 2])], plain, "a")
        + bar_chart(HOSTILE, HOSTILE, [Bar(HOSTILE, 1, HOSTILE)], "b")
        + histogram(HOSTILE, HOSTILE, [0, 1], [3], [Mark(HOSTILE, 1, True)], plain, "c")
    )
    assert "<script" not in text
    assert "style=" not in text
    assert len(drawn(text)) == 6


def test_bars_are_as_long_as_their_values() -> None:
    text = bar_chart("t", "d", [Bar("a", 10, "10"), Bar("b", -5, "-5"), Bar("c", 0, "0")], "k")
    for picture in drawn(text):
        bars = [(float(rect.get("x") or 0), float(rect.get("width") or 0)) for rect in picture.iter(f"{SVG}rect")]
        assert bars[0][1] == pytest.approx(2 * bars[1][1], abs=0.2)
        assert bars[1][0] + bars[1][1] == pytest.approx(bars[0][0], abs=0.2)  # both begin at zero
        width = float((picture.get("viewBox") or "").split()[2])
        assert all(x >= 0 and x + long <= width for x, long in bars)


def test_an_interval_is_drawn_about_its_bar() -> None:
    text = bar_chart("t", "d", [Bar("a", 50, "50%", low=20, high=100)], "k")
    for picture in drawn(text):
        (path,) = picture.iter(f"{SVG}path")
        left, right = (float(x) for x in re.findall(r"[MH]([\d.]+)", path.get("d") or "")[:2])
        (rect,) = picture.iter(f"{SVG}rect")
        end = float(rect.get("x") or 0) + float(rect.get("width") or 0)
        assert left < end < right


def test_a_mark_beyond_the_histogram_stands_at_its_end() -> None:
    text = histogram("t", "d", [0, 50, 100], [5, 1], [Mark("far", 1e6, True), Mark("in", 50)], plain, "k")
    assert "→" in text
    for picture in drawn(text):
        width = float((picture.get("viewBox") or "").split()[2])
        places = [float(line.get("x1") or 0) for line in picture.iter(f"{SVG}line")]
        assert max(places) <= width
        heights = [float(rect.get("height") or 0) for rect in picture.iter(f"{SVG}rect")]
        assert heights[0] == pytest.approx(5 * heights[1], abs=0.3)


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_ticks_are_few_round_numbers_about_the_range(low: float, span: float) -> None:
    high = low + span
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low + 1e-6 * max(1, abs(low))
    assert ticks[-1] >= high - 1e-6 * max(1, abs(high))
    step = ticks[1] - ticks[0]
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - nice) for nice in (1, 2, 5, 10)) < 1e-3


@pytest.mark.parametrize("values", [[], [None], [0.0], [3.0], [-4.0, -4.0], [1e9, 0, -1e9]])
def test_odd_lines_are_drawn_as_well(values: list[float | None]) -> None:
    for picture in drawn(line_chart("t", "d", [Line("a", values)], plain, "k")):
        assert "nan" not in ET.tostring(picture, encoding="unicode").lower()


def test_a_band_is_shaded_from_half_a_period_before_to_half_a_period_after() -> None:
    lines = [Line("a", [1.0] * 11)]
    for picture in drawn(line_chart("t", "d", lines, plain, "k", [Band("<storm>", 3, 4), Band("late", 10, 14)])):
        storm, late = (dict(rect.attrib) for rect in picture.iter() if rect.get("class") == "band")
        (x,) = {float(storm["width"]) / 2.0}
        assert float(late["width"]) == pytest.approx(1.5 * x, abs=0.2), "what reaches beyond the axis is cut"
        names = [text.text for text in picture.iter() if text.get("class") == "band-name"]
        assert names == ["<storm>", "late"]
    assert "<storm>" not in line_chart("t", "d", lines, plain, "k", [Band("<storm>", 3, 4)])
