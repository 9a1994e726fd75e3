"""Charts of two camps: every team as a sign of its camp, triangles for lean and squares for buffered ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bullwhip.server.web.chart_frames import (
    FRAMES,
    WIDE,
    Frame,
    NumberFormat,
    Scale,
    cut,
    drawn_in,
    grid_in,
    nice_ticks,
    placed,
)

__all__ = ["KINDS", "Curve", "Dot", "Row", "scatter", "strips"]

KINDS = {"lean": 1, "buffered": 2}  # kinds of signs, in the colours and shapes of the camps
SMALL, LARGE = 6.0, 10.0  # half the width of a sign: of a team, of a camp's mean or the reader's own team
ROW = 64  # height of a camp's row in strips
NAMES = 110  # room for a camp's name, beside its row


@dataclass(frozen=True)
class Dot:
    """A team, or a camp's mean: a sign at a place."""

    name: str
    x: float
    y: float
    camp: str
    large: bool = False


@dataclass(frozen=True)
class Curve:
    """A line through places, named at its two ends."""

    points: Sequence[tuple[float, float]]
    kind: int
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Row:
    """A camp: the values of its teams, and their mean with what is written beside it."""

    name: str
    camp: str
    values: Sequence[float]
    mean: float
    text: str


def scatter(
    title: str, desc: str, curves: Sequence[Curve], dots: Sequence[Dot], axes: tuple[str, str], number: NumberFormat,
    key: str,
) -> Markup:  # fmt: skip
    """Signs and curves by two figures; `axes` are what these are called, to the right and upwards."""
    return Markup("").join(_scatter_in(frame, title, desc, curves, dots, axes, number, key) for frame in FRAMES)


def strips(title: str, desc: str, rows: Sequence[Row], number: NumberFormat, key: str) -> Markup:
    """A row for each camp, with a sign for each team and a line at the mean; zero is part of the axis."""
    return Markup("").join(_strips_in(frame, title, desc, rows, number, key) for frame in FRAMES)


def _scatter_in(
    frame: Frame, title: str, desc: str, curves: Sequence[Curve], dots: Sequence[Dot], axes: tuple[str, str],
    number: NumberFormat, key: str,
) -> Markup:  # fmt: skip
    places = [place for curve in curves for place in curve.points] + [(dot.x, dot.y) for dot in dots]
    xs, ys = [x for x, _ in places] or [0.0, 1.0], [y for _, y in places] or [0.0, 1.0]
    across, up = nice_ticks(min(xs), max(xs)), nice_ticks(min(ys), max(ys))
    bottom, right = frame.height - frame.bottom - 18, frame.width - frame.beside
    x = Scale(across[0], across[-1], frame.left + 8, right, across)
    y = Scale(up[0], up[-1], bottom, frame.top + 20, up)
    text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>')
    parts = [grid_in(frame, y, number)]
    parts += [text.format(placed(x(tick)), bottom + 18, "middle", number(tick)) for tick in across]
    parts.append(text.format(right, frame.height - 5, "end", axes[0]))
    parts.append(text.format(4, frame.top + 6, "start", axes[1]))
    for curve in curves:
        drawn = " ".join(f"{placed(x(one))},{placed(y(other))}" for one, other in curve.points)
        parts.append(Markup('<polyline class="line s{}" points="{}"/>').format(curve.kind, drawn))
        for name, (one, other) in zip(curve.ends, (curve.points[0], curve.points[-1]), strict=True):
            parts.append(_named(frame, name, x(one), y(other) + 16, right))
    for dot in sorted(dots, key=lambda dot: dot.large):
        parts.append(_sign(dot.camp, x(dot.x), y(dot.y), LARGE if dot.large else SMALL, hollow=dot.large))
    parts += [_named(frame, dot.name, x(dot.x), y(dot.y) - 14, right) for dot in dots if dot.large]
    return drawn_in(frame, frame.height, title, desc, key, parts)


def _named(frame: Frame, name: str, at: float, level: float, right: float) -> Markup:
    """A name beside a place, to its left where there is no room to its right."""
    if not name:
        return Markup("")
    room = len(name) * frame.letter
    anchor = "end" if at + room > right + frame.beside else "start"
    text = Markup('<text class="value" x="{}" y="{}" text-anchor="{}">{}</text>')
    return text.format(placed(at), placed(level), anchor, cut(name, int(frame.width / frame.letter / 2)))


def _strips_in(frame: Frame, title: str, desc: str, rows: Sequence[Row], number: NumberFormat, key: str) -> Markup:
    values = [value for row in rows for value in (*row.values, row.mean)]
    ticks = nice_ticks(min([0.0, *values]), max([0.0, *values]))
    left, right = (NAMES, frame.width - 90) if frame is WIDE else (16.0, frame.width - 24)
    x = Scale(ticks[0], ticks[-1], left, right, ticks)
    bottom = frame.top + ROW * len(rows)
    text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>')
    parts = [text.format(placed(x(tick)), bottom + 18, "middle", number(tick)) for tick in ticks]
    parts.append(Markup('<line class="axis" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>').format(left, right, bottom))
    for at, row in enumerate(rows):
        middle = frame.top + ROW * at + 40
        mean = Markup('<line class="mark ours" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>')
        parts.append(text.format(4, middle + 4 if frame is WIDE else middle - 24, "start", row.name))
        parts.append(mean.format(placed(x(row.mean)), middle - 16, middle + 16))
        parts += [_sign(row.camp, x(value), middle, SMALL) for value in row.values]
        anchor = "end" if x(row.mean) > frame.width * 0.7 else "start"
        parts.append(text.format(placed(x(row.mean)), middle - 20, anchor, row.text))
    return drawn_in(frame, bottom + 26, title, desc, key, parts)


def _sign(camp: str, x: float, y: float, half: float, hollow: bool = False) -> Markup:
    """The sign of a camp, around a place."""
    kind = f"sign s{KINDS[camp]}{' hollow' if hollow else ''}"
    if camp == "lean":
        shape = f"M{placed(x)} {placed(y - half)}L{placed(x + half)} {placed(y + half)}H{placed(x - half)}Z"
    else:
        shape = f"M{placed(x - half)} {placed(y - half)}H{placed(x + half)}V{placed(y + half)}H{placed(x - half)}Z"
    return Markup('<path class="{}" d="{}"/>').format(kind, shape)
