"""The shapes of a network's picture: a box for each role, lines, arrows, the mark of customers, and a legend."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, Polygon
from matplotlib.textpath import text_to_path

from bullwhip.agents.pictures.style import BLACK, GREY
from bullwhip.network.arrays import Array

__all__ = ["ARROW", "STUB", "Box", "Spot", "arrow", "bow", "box", "curve", "customers", "legend", "text_width"]

Spot = tuple[float, float]  # inches from the left, and below the top

FILLS = {"supplier": "#f6e7d2", "manufacturer": "#e3e0f1", "distributor": "#d8e8f4", "retailer": "#dcefe3"}
STUB = 0.34  # inches: a lane from outside, and the line to the mark of customers
ARROW = 0.09  # inches
DOT = 0.045  # inches, its radius


@dataclass(frozen=True)
class Box:
    """The box of a site: its middle, and its size, in inches."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width / 2


@lru_cache(maxsize=4096)
def text_width(text: str, points: float) -> float:
    """How wide a text is, inches."""
    with warnings.catch_warnings():  # of a letter that the font lacks a box is drawn, as wide as any
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=points), ismath=False)
    return float(width) / 72


def box(axes: Axes, where: Box, role: str, *, unlimited: bool) -> None:
    """A site's box: its form tells its role, a broken edge that its goods never run out."""
    axes.add_patch(_form(where, role, unlimited=unlimited))


def _form(where: Box, role: str, *, unlimited: bool) -> Patch:
    look: dict[str, Any] = {
        "facecolor": FILLS[role],
        "edgecolor": BLACK,
        "linewidth": 1.0,
        "linestyle": (0, (3, 1.6)) if unlimited else "-",
        "zorder": 3,
    }
    top, half, tip = where.y - where.height / 2, where.height / 2, 0.3 * where.height
    left, right, bottom = where.left, where.right, top + where.height
    if role == "retailer":
        rounded = f"round,pad=0,rounding_size={half * 0.98}"
        return FancyBboxPatch((left, top), where.width, where.height, boxstyle=rounded, **look)
    tips = {
        "supplier": [(left, top), (right - tip, top), (right, where.y), (right - tip, bottom), (left, bottom)],
        "manufacturer": [
            (left, where.y), (left + tip, top), (right - tip, top), (right, where.y), (right - tip, bottom),
            (left + tip, bottom),
        ],
    }  # fmt: skip
    plain = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Polygon(tips.get(role, plain), closed=True, **look)


def curve(ends: Sequence[Spot]) -> Array:
    """Points (points, 2) on a line through places, level at each of them."""
    pieces = [
        _bent(here, ((here[0] + there[0]) / 2,) * 2, there, (here[1], there[1])) for here, there in pairwise(ends)
    ]
    return np.concatenate(pieces)


def bow(start: Spot, end: Spot) -> Array:
    """Points (points, 2) on a line that leads back: down from one place, and up to the other."""
    deep = 0.4 + 0.12 * abs(start[0] - end[0])
    return _bent(start, (start[0], end[0]), end, (start[1] + deep, end[1] + deep))


def _bent(start: Spot, x: Spot, end: Spot, y: Spot) -> Array:
    """Points (points, 2) on a Bezier curve; `x` and `y` are those of its two handles."""
    t = np.linspace(0.0, 1.0, 25)[:, None]
    handles = [(start, 1), ((x[0], y[0]), 3), ((x[1], y[1]), 3), (end, 1)]
    terms = [n * t**k * (1 - t) ** (3 - k) * np.array(at) for k, (at, n) in enumerate(handles)]
    return np.asarray(sum(terms))


def arrow(axes: Axes, tip: Spot, colour: str, *, upwards: bool = False) -> None:
    """The head of an arrow to the right, or upwards."""
    x, y = tip
    half = 0.42 * ARROW
    corners = [(x, y), (x - ARROW, y - half), (x - ARROW, y + half)]
    if upwards:
        corners = [(x, y), (x - half, y + ARROW), (x + half, y + ARROW)]
    axes.add_patch(Polygon(corners, closed=True, facecolor=colour, edgecolor=colour, linewidth=0.6, zorder=3.5))


def customers(axes: Axes, where: Spot, inside: float = 0.0) -> None:
    """The mark of customers, right of a place: a line to a dot; it begins so far inside the box on its left."""
    x, y = where
    axes.add_line(Line2D([x - inside, x + STUB - DOT], [y, y], color=BLACK, linewidth=1.0, zorder=2.5))
    angles = np.linspace(0, 2 * np.pi, 24)
    ring: Array = np.column_stack([x + STUB - DOT + DOT * np.cos(angles), y + DOT * np.sin(angles)])
    axes.add_patch(Polygon(ring, closed=True, facecolor=BLACK, edgecolor=BLACK, zorder=3.5))


def legend(axes: Axes, where: Spot, width: float, roles: Collection[str], marks: Collection[str]) -> None:
    """What the forms of a picture mean, from a place on, in as many rows as need be."""
    x, y = where
    for what in (*(role for role in FILLS if role in roles), *(mark for mark in MARKS if mark in marks)):
        room = 0.5 + text_width(MARKS.get(what, what), 10.5) + 0.3
        if x + room > where[0] + width and x > where[0]:
            x, y = where[0], y + 0.26
        sample = Box(x + 0.18, y, 0.36, 0.17)
        if what in FILLS:
            box(axes, sample, what, unlimited=False)
        elif what == "unlimited":
            form = _form(sample, "distributor", unlimited=True)
            form.set_facecolor("white")  # whatever the role
            axes.add_patch(form)
        elif what == "customers":
            customers(axes, (x, y))
        else:
            axes.add_line(Line2D([x, x + 0.36 - ARROW], [y, y], color=GREY, linewidth=1.2))
            arrow(axes, (x + 0.36, y), GREY)
        axes.text(x + 0.46, y, MARKS.get(what, what), fontsize=10.5, va="center_baseline", color=BLACK)
        x += room


MARKS = {"customers": "customers", "outside": "from outside, without end", "unlimited": "goods without end"}
