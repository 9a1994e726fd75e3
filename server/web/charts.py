"""Charts as SVG, drawn by the server: lines, bars and histograms that say their figures and need no colour.

Each is drawn for a phone and for a wide screen; the style shows one of them.  Lines differ in dashes (style.css) and
carry their names at their ends; every chart has a title and a description, and its figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bullwhip.server.web.chart_frames import (
    FRAMES,
    WIDE,
    Band,
    Frame,
    NumberFormat,
    Scale,
    cut,
    drawn_in,
    grid_in,
    nice_ticks,
    placed,
    shaded,
)

__all__ = ["Band", "Bar", "Frame", "Line", "Mark", "bar_chart", "histogram", "line_chart", "nice_ticks"]

Values = Sequence[float | None]
ROW = 26  # height of a bar with its room
LONG = 14  # letters of a name that stands above its bar, and not beside it
KINDS = 6  # lines that colour and dashes tell apart


@dataclass(frozen=True)
class Line:
    """A series by period from 1 on; None leaves a gap.  `kind` 0 is a thin line among many."""

    name: str
    values: Values
    kind: int = 1


@dataclass(frozen=True)
class Mark:
    """A value that is pointed out in a histogram; `ours` is drawn stronger."""

    name: str
    value: float
    ours: bool = False


@dataclass(frozen=True)
class Bar:
    """A named value of a bar chart, with what is written beside it."""

    name: str
    value: float
    text: str
    low: float | None = None  # an interval
    high: float | None = None
    kind: int = 1


def line_chart(
    title: str, desc: str, lines: Sequence[Line], number: NumberFormat, key: str, bands: Sequence[Band] = ()
) -> Markup:
    """Lines over periods 1, 2, ...; zero is part of the axis.  Bands are shaded behind them."""
    return Markup("").join(_lines_in(frame, title, desc, lines, number, key, bands) for frame in FRAMES)


def bar_chart(title: str, desc: str, bars: Sequence[Bar], key: str) -> Markup:
    """Bars from zero to the right and, below it, to the left; an interval is a thin line with ends."""
    return Markup("").join(_bars_in(frame, title, desc, bars, key) for frame in FRAMES)


def histogram(
    title: str,
    desc: str,
    edges: Sequence[float],
    counts: Sequence[int],
    marks: Sequence[Mark],
    number: NumberFormat,
    key: str,
) -> Markup:
    """How many lie between each two edges, and where some values lie among them."""
    return Markup("").join(_histogram_in(frame, title, desc, edges, counts, marks, number, key) for frame in FRAMES)


def _lines_in(
    frame: Frame, title: str, desc: str, lines: Sequence[Line], number: NumberFormat, key: str, bands: Sequence[Band]
) -> Markup:
    known = [value for line in lines for value in line.values if value is not None]
    ticks = nice_ticks(min([0.0, *known]), max([0.0, *known, 1.0]))
    last = max([2, *(len(line.values) for line in lines)])
    y = Scale(ticks[0], ticks[-1], frame.height - frame.bottom, frame.top, ticks)
    x = Scale(1, last, frame.left, frame.width - frame.beside)
    parts = [shaded(frame, bands, x), grid_in(frame, y, number), _periods(frame, x, last, number)]
    parts += [_polyline(line, x, y) for line in sorted(lines, key=lambda line: line.kind > 0)]
    if frame is WIDE:
        parts.append(_names(frame, lines, x, y))
    return drawn_in(frame, frame.height, title, desc, key, parts)


def _periods(frame: Frame, x: Scale, last: int, number: NumberFormat) -> Markup:
    every = max(1, int(nice_ticks(0, last - 1)[1]))
    shown = [1, *(period for period in range(every, last + 1, every) if x(period) - x(1) > 4 * frame.letter)]
    text = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    return Markup("").join(text.format(placed(x(period)), frame.height - 6, number(period)) for period in shown)


def _polyline(line: Line, x: Scale, y: Scale) -> Markup:
    kind = f"line s{line.kind}" if line.kind else "line thin"
    pieces: list[list[str]] = [[]]
    for period, value in enumerate(line.values, 1):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{placed(x(period))},{placed(y(value))}")
    drawn = [Markup('<polyline class="{}" points="{}"/>').format(kind, " ".join(piece)) for piece in pieces if piece]
    return Markup("").join(drawn)


def _names(frame: Frame, lines: Sequence[Line], x: Scale, y: Scale) -> Markup:
    """The lines' names at their ends, moved apart where they would lie on each other."""
    ends = []
    for line in lines:
        known = [(period, value) for period, value in enumerate(line.values, 1) if value is not None]
        if line.kind and known:
            ends.append((y(known[-1][1]), line))
    ends.sort(key=lambda end: end[0])
    places: list[float] = []
    for at, _ in ends:
        places.append(max(at, places[-1] + 15) if places else at)
    over = (places[-1] - (frame.height - frame.bottom)) if places else 0.0
    room = int((frame.beside - 8) / frame.letter)
    text = Markup('<text class="name s{}" x="{}" y="{}">{}</text>')
    return Markup("").join(
        text.format(line.kind, frame.width - frame.beside + 6, placed(place - max(over, 0.0) + 4), cut(line.name, room))
        for place, (_, line) in zip(places, ends, strict=True)
    )


def _bars_in(frame: Frame, title: str, desc: str, bars: Sequence[Bar], key: str) -> Markup:
    values = [value for bar in bars for value in (bar.value, bar.low, bar.high) if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    longest = max([4, *(len(bar.name) for bar in bars)])
    above = 18 if longest > LONG else 0
    left = 4.0 if above else longest * frame.letter + 10
    texts = max([4, *(len(bar.text) for bar in bars)]) * frame.letter + 10
    x = Scale(low, high if high > low else low + 1.0, left + (texts if low < 0 else 0), frame.width - texts)
    height = (ROW + above) * len(bars) + 2 * frame.top
    parts = []
    for row, bar in enumerate(bars):
        top = frame.top + (ROW + above) * row
        middle = top + above + ROW / 2
        place, anchor, room = (left, "start", int(frame.width / frame.letter)) if above else (left - 6, "end", longest)
        name = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>')
        level = top + above - 2 if above else middle + 4
        parts.append(name.format(placed(place), placed(level), anchor, cut(bar.name, room)))
        parts.append(_bar(bar, x, middle))
    zero = Markup('<line class="zero" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>')
    parts.append(zero.format(placed(x(0.0)), frame.top + above, placed(height - frame.top)))
    return drawn_in(frame, height, title, desc, key, parts)


def _bar(bar: Bar, x: Scale, middle: float) -> Markup:
    """A bar with what is written beside it, and its interval."""
    ends = sorted((x(0.0), x(bar.value)))
    farthest = max(x(max(bar.high or 0.0, bar.value)), ends[1])
    beside, anchor = (x(bar.value) - 5, "end") if bar.value < 0 else (farthest + 5, "start")
    soft = " soft" if bar.low is not None else ""
    rect = Markup('<rect class="bar s{}{}" x="{}" y="{}" width="{}" height="16"/>')
    text = Markup('<text class="value" x="{}" y="{}" text-anchor="{}">{}</text>')
    drawn = rect.format(bar.kind, soft, placed(ends[0]), placed(middle - 8), placed(max(ends[1] - ends[0], 0.5)))
    if bar.low is not None and bar.high is not None:
        whisker = Markup('<path class="whisker" d="M{0} {2}H{1}M{0} {3}V{4}M{1} {3}V{4}"/>')
        drawn += whisker.format(*(placed(value) for value in (x(bar.low), x(bar.high), middle, middle - 4, middle + 4)))
    return drawn + text.format(placed(beside), placed(middle + 4), anchor, bar.text)


def _histogram_in(
    frame: Frame,
    title: str,
    desc: str,
    edges: Sequence[float],
    counts: Sequence[int],
    marks: Sequence[Mark],
    number: NumberFormat,
    key: str,
) -> Markup:
    inside = [mark.value for mark in marks if mark.value <= edges[-1]]
    ticks = nice_ticks(min([0.0, edges[0], *inside]), edges[-1])
    bottom, right = frame.height - frame.bottom, frame.width - 4 * frame.letter
    shown = [mark for mark in marks if mark.ours][:4] + [mark for mark in marks if not mark.ours][:2]
    room = 16 * (len(shown) + 1)
    x = Scale(ticks[0], max(ticks[-1], edges[-1]), 12, right, ticks)
    y = Scale(0, max([1, *counts]), bottom, frame.top + room)
    parts = []
    for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True):
        bar = Markup('<rect class="bar s1 soft" x="{}" y="{}" width="{}" height="{}"/>')
        parts.append(
            bar.format(placed(x(low)), placed(y(count)), placed(x(high) - x(low) - 0.6), placed(bottom - y(count)))
        )
    parts.append(Markup('<line class="axis" x1="12" x2="{0}" y1="{1}" y2="{1}"/>').format(right, bottom))
    text = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    parts += [text.format(placed(x(tick)), frame.height - 6, number(tick)) for tick in ticks if tick <= x.high]
    thin = [mark for mark in marks if mark not in shown]
    for mark in thin:
        at = placed(x(min(mark.value, x.high)))
        parts.append(
            Markup('<line class="mark thin" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(at, bottom - 10, bottom)
        )
    for row, mark in enumerate(sorted(shown, key=lambda mark: mark.value)):
        place, level = x(min(mark.value, x.high)), frame.top + 12 + 16 * row
        anchor = "end" if place > frame.width * 0.6 else "start"
        words = f"{mark.name}: {number(mark.value)}" + (" →" if mark.value > x.high else "")
        line = Markup('<line class="mark{0}" x1="{1}" x2="{1}" y1="{2}" y2="{3}"/>')
        name = Markup('<text class="value" x="{}" y="{}" text-anchor="{}">{}</text>')
        beside = place + (5 if anchor == "start" else -5)
        parts.append(line.format(" ours" if mark.ours else "", placed(place), placed(level - 10), bottom))
        parts.append(name.format(placed(beside), level, anchor, words))
    return drawn_in(frame, frame.height, title, desc, key, parts)
