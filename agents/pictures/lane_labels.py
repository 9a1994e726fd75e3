"""What is written at the lanes of a network's picture, where there is room: on nothing else, and on one line alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.pictures.network_shapes import Spot, text_width
from bullwhip.network.arrays import Array, Ints

__all__ = ["LabelledLine", "Rect", "places_for", "sampled"]

Rect = tuple[float, float, float, float]  # its left, top, right and bottom, inches

PAD = 0.02  # inches about a label
CELL = 0.04  # inches: the squares of which it is known what is drawn in them
FREE, TAKEN = -1, -2  # what a square holds, if it is no line, or more than a line
MOST = 2_000  # lines; of more nobody could read the labels


@dataclass(frozen=True, eq=False)
class LabelledLine:
    """A line that is drawn: its points, close together (points, 2), and what is to be written at it."""

    points: Array
    label: str
    beside: tuple[Spot, ...] = ()  # where the label may be, rather than on the line itself


def sampled(curve: Array) -> Array:
    """Points on a line of straight pieces, close together (points, 2)."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    at = np.linspace(0.0, steps[-1], int(steps[-1] / CELL) + 2)
    return np.column_stack([np.interp(at, steps, curve[:, k]) for k in (0, 1)])


def places_for(
    lines: Sequence[LabelledLine], taken: Sequence[Rect], points: float, width: float, height: float
) -> dict[int, Spot]:
    """The middle of every line's label that has room, by the line's number.

    `taken` is what labels may not cover, `points` their size, `width` and `height` are those of the picture, inches.
    """
    if len(lines) > MOST:
        return {}
    squares: Ints = np.full((int(height / CELL) + 2, int(width / CELL) + 2), FREE, np.int64)
    for number, line in enumerate(lines):
        at = tuple((line.points[:, ::-1] / CELL).astype(np.int64).T)
        squares[at] = np.where((squares[at] == FREE) | (squares[at] == number), number, TAKEN)
    for rect in taken:
        squares[_squares_of(rect)] = TAKEN
    high = points * 0.95 / 72 + 2 * PAD
    found: dict[int, Spot] = {}
    for number, line in enumerate(lines):
        wide = text_width(line.label, points) + 2 * PAD
        for x, y in line.beside or _from_the_middle(line.points):
            rect = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if rect[0] < 0 or rect[2] > width:
                continue
            held = squares[_squares_of(rect)]
            if ((held == FREE) | (held == number)).all():
                found[number] = x, y
                squares[_squares_of(rect)] = TAKEN
                break
    return found


def _squares_of(rect: Rect) -> tuple[slice, slice]:
    """The rows and columns of squares that a rectangle touches."""
    left, top, right, bottom = (int(edge / CELL) for edge in rect)
    return slice(max(top, 0), bottom + 1), slice(max(left, 0), right + 1)


def _from_the_middle(points: Array) -> list[Spot]:
    """The points (points, 2) of a line, those in its middle first."""
    order = np.argsort(np.abs(np.arange(len(points)) - (len(points) - 1) / 2), kind="stable")
    return [(float(x), float(y)) for x, y in points[order]]
