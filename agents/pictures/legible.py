"""Words of a picture that can be read: names cut so that they stay apart, ticks that do not touch, nothing cut off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox

from bullwhip.agents.formats.text import shorten, shorten_apart

__all__ = ["names_apart", "plain", "tidy"]

APART = 4  # pixels at least between two labels
EDGE = 4  # pixels at least to the edge of the picture
TURNED = 30  # degrees


def plain(name: str, most: int = 24) -> str:
    """A name as a picture can show it: on one line, not too long, its dollars not read as mathematics."""
    return _shown(shorten(_printable(name), most))


def names_apart(names: Sequence[str], most: int = 24) -> list[str]:
    """Names as a picture can show them beside each other: cut where they are alike, so that no two become one."""
    return [_shown(name) for name in shorten_apart([_printable(name) for name in names], most)]


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in name)


def _shown(text: str) -> str:
    return text.replace("$", r"\$")


def tidy(figure: Figure, renderer: RendererBase) -> None:
    """Thin out ticks that touch, turn names that do, and cut titles that would run into something.

    Called once, when a picture is first drawn: only then is it known how large everything is.
    """
    _lay_out(figure)
    found: list[Any] = figure.findobj(Axes)
    every: list[Axes] = [axes for axes in found if axes.get_visible()]
    for axes in every:
        _thin_out(axes, renderer)
        _fold(axes, figure, renderer)
    _lay_out(figure)
    for axes in every:
        _cut_title(axes, every, figure, renderer)
        _move_notes(axes, figure, renderer)


def _lay_out(figure: Figure) -> None:
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def _thin_out(axes: Axes, renderer: RendererBase) -> None:
    """Fewer numbers along an axis whose labels touch; names along it are turned."""
    for axis, upright in ((axes.xaxis, False), (axes.yaxis, True)):
        if isinstance(axis.get_major_locator(), FixedLocator):
            if not upright and _touch(_labels(axes, renderer, upright), renderer, upright):
                axes.tick_params(axis="x", labelrotation=TURNED)
            continue
        for ticks in range(7, 1, -1):
            if not _touch(_labels(axes, renderer, upright), renderer, upright):
                break
            axis.set_major_locator(MaxNLocator(ticks, integer=_are_whole(axis.get_majorticklocs().tolist())))


def _are_whole(values: Sequence[float]) -> bool:
    return all(float(value).is_integer() for value in values)


def _labels(axes: Axes, renderer: RendererBase, upright: bool) -> list[Text]:
    axis = axes.yaxis if upright else axes.xaxis
    low, high = sorted(axes.get_ylim() if upright else axes.get_xlim())
    ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    axis.get_tightbbox(renderer)  # puts the labels in place
    return [tick.label1 for tick in ticks if tick.label1.get_visible() and tick.label1.get_text()]


def _touch(labels: Sequence[Text], renderer: RendererBase, upright: bool) -> bool:
    """Whether two neighbours touch."""
    spans = sorted((b.y0, b.y1) if upright else (b.x0, b.x1) for b in (t.get_window_extent(renderer) for t in labels))
    gap = 0 if upright else APART
    return any(after[0] < before[1] + gap for before, after in pairwise(spans))


def _fold(axes: Axes, figure: Figure, renderer: RendererBase) -> None:
    """A label that is wider than there is room takes two lines, where it says ratio."""
    label = axes.xaxis.label
    box = label.get_window_extent(renderer)
    if box.x1 > figure.bbox.x1 - EDGE or box.width > axes.get_window_extent(renderer).width:
        label.set_text(label.get_text().replace(" / ", " /\n"))


def _cut_title(axes: Axes, every: Sequence[Axes], figure: Figure, renderer: RendererBase) -> None:
    """A title ends before the edge of the picture, and before its neighbour's."""
    for title in _titles(axes):
        box = title.get_window_extent(renderer)
        others = [other.get_window_extent(renderer) for one in every if one is not axes for other in _titles(one)]
        beside = [other.x0 for other in others if other.x0 > box.x0 and _level(other, box)]
        end = min([figure.bbox.x1 - EDGE, *(x - 2 * APART for x in beside)])
        text = title.get_text()
        while len(text) > 1 and title.get_window_extent(renderer).x1 > end:
            text = text[:-1]
            title.set_text(text.rstrip().rstrip("\\") + "…")


def _move_notes(axes: Axes, figure: Figure, renderer: RendererBase) -> None:
    """A note that is wider than its axes begins further to the left."""
    for note in axes.texts:
        beyond = note.get_window_extent(renderer).x1 - (figure.bbox.x1 - EDGE)
        if isinstance(note, Annotation) and beyond > 0:
            x, y = note.xyann
            note.xyann = (x - beyond * 72 / figure.dpi, y)


def _titles(axes: Axes) -> list[Text]:
    texts = [part for part in axes.get_children() if isinstance(part, Text) and part not in axes.texts]
    return [part for part in texts if part.get_text()]


def _level(one: Bbox, other: Bbox) -> bool:
    return bool(one.y0 < other.y1 and other.y0 < one.y1)
