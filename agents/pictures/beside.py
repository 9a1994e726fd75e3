"""Words beside points of a curve, where no line runs through them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from matplotlib.axes import Axes

from bullwhip.agents.pictures.legible import names_apart
from bullwhip.network.arrays import Array

__all__ = ["beside"]

WIDE, HIGH = 0.62, 1.5  # of a letter, and of a line, in sizes of the letters
AWAY = (13.0, 22.0, 34.0, 50.0, 70.0)  # points from the middle of the mark to the words
ROUND = tuple((np.cos(angle), np.sin(angle)) for angle in np.deg2rad(np.arange(0, 360, 30)))
STEPS = 40  # places on a piece of a line that words are held against
SIZE = 11.0  # points
INCHES = {True: (11.8, 5.0), False: (5.6, 5.0)}  # of the axes, about: alone in a picture, and one of two


def beside(
    axes: Axes, places: Array, names: Sequence[str], colours: Sequence[str], lines: Sequence[Array], alone: bool
) -> None:
    """Write names beside places (points, 2), clear of lines (points, 2) each, of marks, and of each other.

    A hairline leads to a name that is far from its place.  `alone`: the axes have the width of the picture.
    """
    scale = _points_of(axes, alone)
    marks = (places - _corner(axes)) * scale
    ways = [_dense((line - _corner(axes)) * scale) for line in lines]
    crossed = np.concatenate([*ways, marks])
    size = np.array([SIZE * WIDE, SIZE * HIGH])
    edge = np.array(INCHES[alone]) * 72.0
    taken: list[tuple[Array, Array]] = []
    for mark, name, colour in zip(marks, names_apart(names), colours, strict=True):
        box = size * (len(name), 1)
        low = min(_around(mark, box), key=lambda low: _trouble(low, low + box, crossed, taken, edge))
        taken.append((low, low + box))
        middle = low + box / 2.0
        reach = np.clip(mark, low, low + box)
        axes.annotate(
            name, tuple(mark / scale + _corner(axes)), xytext=tuple(middle - mark), textcoords="offset points",
            ha="center", va="center", fontsize=SIZE, color=colour, zorder=7,
        )  # fmt: skip
        if float(np.hypot(*(reach - mark))) > AWAY[1]:
            ends = np.array([mark, reach]) / scale + _corner(axes)
            axes.plot(ends[:, 0], ends[:, 1], color=colour, linewidth=0.6, zorder=1)


def _corner(axes: Axes) -> Array:
    return np.array([axes.get_xlim()[0], axes.get_ylim()[0]])


def _points_of(axes: Axes, alone: bool) -> Array:
    """Points of the page for one of each axis: (2,)."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    points: Array = np.array(INCHES[alone]) * 72.0 / np.array([right - left, high - low])
    return points


def _dense(line: Array) -> Array:
    """Places close to each other on a line: (many, 2)."""
    part = np.linspace(0.0, 1.0, STEPS)[:, None, None]
    dense: Array = ((1.0 - part) * line[:-1] + part * line[1:]).reshape(-1, 2)
    return dense if dense.size else line


def _around(mark: Array, box: Array) -> list[Array]:
    """Lower left corners of a box about a mark, the nearest first."""
    corners = []
    for far, (x, y) in product(AWAY, ROUND):
        middle = mark + np.array([x * (far + box[0] / 2.0), y * (far + box[1] / 2.0)])
        corners.append(middle - box / 2.0)
    return corners


def _trouble(
    low: Array, high: Array, crossed: Array, taken: Sequence[tuple[Array, Array]], edge: Array
) -> tuple[bool, int]:
    """How bad a box is: outside or over other words, and how much of lines and marks it covers."""
    outside = bool((low < 0).any() or (high > edge).any())
    over = any(bool((low < top).all() and (bottom < high).all()) for bottom, top in taken)
    return outside or over, int(((crossed > low) & (crossed < high)).all(axis=1).sum())
