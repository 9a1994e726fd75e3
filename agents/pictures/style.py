"""What all pictures have in common: their size, their styles, and their words.

For a projector, a printed page and a screen without colours: every line has a style and a label of its own, every bar
its hatch or its figure.  Figures are built without pyplot, so that nothing global changes and any thread may draw.
"""

from __future__ import annotations

import io
import math
import textwrap
import warnings
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from matplotlib.artist import allow_rasterization
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import Affine2D, Affine2DBase, ScaledTranslation, Transform, blended_transform_factory

from bullwhip.agents.pictures.legible import names_apart, plain, tidy
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.whole_files import Content, write_whole

__all__ = [
    "BLACK",
    "COLOURS",
    "DARK",
    "GREY",
    "HATCHES",
    "LABEL",
    "MARKERS",
    "PALE",
    "STYLES",
    "Picture",
    "Style",
    "apart",
    "bars",
    "figure_text",
    "files_of",
    "label_lines",
    "note_lines",
    "set_up",
    "thousands",
    "write",
    "write_file",
]

DPI = 150
MOST_PIXELS = 1e8  # of a PNG
SIZE = (12.8, 7.2)  # inches: 1920 x 1080 pixels, a projector's
BLACK, GREY, DARK, PALE = "#1a1a1a", "#5f5f5f", "#b4b4b4", "#e2e2e2"
# Okabe & Ito's colours (most of them darkened), which the colour-blind tell apart, with styles for black and white.
COLOURS = ("#0072B2", "#D55E00", "#00795a", "#b0578d", "#8a6d00", "#2f86b8", "#5f5f5f", "#7a3b00")
Style = Literal["-"] | tuple[float, tuple[float, ...]]
STYLES: tuple[Style, ...] = (
    "-",
    (0, (6, 2)),
    (0, (1, 1.2)),
    (0, (6, 2, 1, 2)),
    (0, (3, 1.2)),
    (0, (8, 2, 1, 2, 1, 2)),
    (0, (2, 2)),
    (0, (10, 2)),
)
LABEL = 0.1  # height of a line's name, where that of the axes, half a picture, is 1
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx")


class Picture(Figure):
    """A figure of a projector's shape, or of a size in inches of its own, which a notebook shows by itself."""

    def __init__(self, title: str, lines: Sequence[str] = (), size: tuple[float, float] = SIZE) -> None:
        width, height = size
        wide, high = SIZE[0] / width, SIZE[1] / height  # a word's place is the same from the edges, whatever the size
        top = 1 - high * (0.06 + 0.031 * len(lines))
        layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, rect=(0.005, 0.005, 0.99, top))
        super().__init__(figsize=size, layout=layout)
        self._tidy = False
        most = int(90 / wide)
        self.text(
            0.012 * wide, 1 - 0.015 * high, plain(title, most), fontsize=17, fontweight="bold", va="top", color=BLACK
        )
        for number, line in enumerate(lines):
            y = 1 - high * (0.063 + 0.031 * number)
            self.text(0.012 * wide, y, plain(line, 160), fontsize=11.5, va="top", color=GREY)

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: RendererBase) -> None:
        """Matplotlib's: draw it.  Before the first time, its words are made to fit."""
        if not self._tidy:
            self._tidy = True
            tidy(self, renderer)
        super().draw(renderer)

    def _repr_png_(self) -> bytes:
        content = io.BytesIO()
        _save(self, content, "png")
        return content.getvalue()


def write_file(picture: Figure, file: Path) -> Path:
    """Write a picture into a file of this name, which ends in .png or .svg; the file."""
    write_whole({file: partial(_save, picture, kind=file.suffix.lower().removeprefix("."))})
    return file


def write(picture: Figure, folder: str | Path, name: str) -> list[Path]:
    """Write a picture into a folder, as NAME.png and NAME.svg; the files written."""
    return write_whole(files_of(picture, folder, name))


def files_of(picture: Figure, folder: str | Path, name: str) -> dict[Path, Content]:
    """The files of a picture, as `write_whole` takes them."""
    return {Path(folder) / f"{name}.{kind}": partial(_save, picture, kind=kind) for kind in ("png", "svg")}


def _save(picture: Figure, target: Path | io.BytesIO, kind: str) -> None:
    with warnings.catch_warnings():  # a name in a script that the font lacks is drawn as boxes, without a word
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        width, height = picture.get_size_inches()
        dpi = min(DPI, (MOST_PIXELS / (width * height)) ** 0.5)  # of the largest network, too, there is a picture
        picture.savefig(target, format=kind, dpi=dpi, metadata={"Date": None} if kind == "svg" else None)


def figure_text(value: float) -> str:
    """A figure beside a bar, of three digits."""
    if not math.isfinite(value):
        return "unknown"
    rounded = float(f"{value:.3g}")
    size = math.floor(math.log10(abs(rounded))) if rounded else 2
    return f"{rounded:,.{min(max(2 - size, 0), 6)}f}"


def set_up(axes: Axes, title: str, x: str, y: str, note: str = "", room: int = 0) -> None:
    """Title, labels and a quiet frame; `x` and `y` say what is measured, in which unit.

    Below the title there is room for a note, and for as many lines at least: a legend, or a neighbour's note.
    """
    lines = note_lines(note)
    axes.set_title(
        plain(title, 80), loc="left", fontsize=13, fontweight="bold", color=BLACK, pad=8 + 14 * max(len(lines), room)
    )
    if lines:
        words = axes.annotate(
            "\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(0, 5 + 14 * max(room - len(lines), 0)),
            textcoords="offset points", fontsize=10, color=GREY, va="bottom",
        )  # fmt: skip
        words.set_in_layout(False)  # else a long note would push the neighbours aside
    axes.set_xlabel(plain(x, 80), fontsize=11)
    axes.set_ylabel(plain(y, 60), fontsize=11)
    axes.tick_params(labelsize=10.5, color=GREY)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.set_axisbelow(True)


def thousands(axes: Axes, which: str = "y") -> None:
    """Numbers with separators, and without a sign: what lies below zero is labelled as such."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.10g}"))


def note_lines(note: str) -> list[str]:
    """A note as it is folded below a title."""
    return textwrap.wrap(note, 50)


def label_lines(
    axes: Axes, lines: Sequence[Line2D], names: Sequence[Sequence[str]], styles: Sequence[Style], gap: float = LABEL
) -> None:
    """Name every line at the right edge, beside a piece of its style; a line may have several names.

    A grey hairline leads from the end of each line to its names, which are pushed apart where they would touch (`gap`
    is the height of one, of that of the axes): nothing beyond the edge looks like data.
    """
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    ends = np.array([(np.asarray(line.get_ydata(), float)[-1] - low) / (high - low) for line in lines])
    places = apart(ends, gap * np.array([len(told) for told in names]))
    short = iter(names_apart([name for told in names for name in told]))
    names = [[next(short) for _ in told] for told in names]
    figure = axes.get_figure(root=True)
    assert figure is not None
    right_edge = ScaledTranslation(1, 0, cast(Affine2DBase, axes.transAxes))
    from_edge = Affine2D().scale(1 / 72) + figure.dpi_scale_trans + right_edge  # in points
    beside = blended_transform_factory(from_edge, axes.transAxes)
    for line, told, style, end, place in zip(lines, names, styles, ends, places, strict=True):
        colour, width = line.get_color(), line.get_linewidth()
        axes.add_line(_unclipped([3, 15], [end, place], beside, color=GREY, linewidth=0.6))
        axes.add_line(_unclipped([18, 44], [place, place], beside, color=colour, linestyle=style, linewidth=width))
        axes.text(
            49, place, "\n= ".join(told), transform=beside, color=colour, fontsize=11, va="center",
            linespacing=1.1, fontweight="bold" if width > 2.2 else "normal",
        )  # fmt: skip


def _unclipped(x: Sequence[float], y: Sequence[float], transform: Transform, **look: Any) -> Line2D:
    return Line2D(x, y, transform=transform, clip_on=False, **look)


def apart(wanted: Array, sizes: Array) -> Array:
    """Places near the wanted ones, in the same order, so that things of these sizes do not touch; from 0 to 1 if any.

    Pushed up only and pushed down only both keep their distances, and so does the middle between the two.
    """
    order = np.argsort(wanted, kind="stable")
    places = (_pushed(wanted, sizes, order) - _pushed(-wanted, sizes, order[::-1])) / 2.0
    places[order[0]] = max(places[order[0]], 0.0)
    places = _pushed(places, sizes, order)
    places[order[-1]] = min(places[order[-1]], 1.0)
    return -_pushed(-places, sizes, order[::-1])


def _pushed(wanted: Array, sizes: Array, order: Ints) -> Array:
    """Places in this order, each as wanted or, where it would touch the one before, beyond it."""
    places = wanted.copy()
    for before, at in pairwise(order):
        places[at] = max(places[at], places[before] + (sizes[before] + sizes[at]) / 2.0)
    return places


def bars(axes: Axes, names: list[str], means: Array, lows: Array | None = None, highs: Array | None = None) -> None:
    """Horizontal bars, the first on top, each with its figure."""
    places = np.arange(len(names))
    axes.barh(places, means, height=0.62, facecolor=PALE, edgecolor=BLACK, linewidth=0.8)
    ends = means
    if lows is not None and highs is not None and np.isfinite(lows).any() and (highs > lows).any():
        whiskers = np.nan_to_num(np.vstack([means - lows, highs - means])).clip(0)
        axes.errorbar(means, places, xerr=whiskers, fmt="none", ecolor=BLACK, capsize=3, linewidth=1.1)
        ends = means + whiskers[1]
    axes.set_yticks(places, names_apart(names), fontsize=11 if len(names) <= 10 else 9)
    axes.set_ylim(max(len(names), 3) - 0.4, -0.6)
    axes.set_xlim(0, max(ends.max() * 1.16, 1e-9))
    for place, mean, end in zip(places, means, ends, strict=True):
        axes.annotate(
            figure_text(mean), (end, place), xytext=(5, 0), textcoords="offset points", va="center",
            fontsize=11 if len(names) <= 10 else 9, color=BLACK,
        )  # fmt: skip
