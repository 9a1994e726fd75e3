"""What all charts stand in: frames of two sizes, scales, and periods that are shaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

__all__ = [
    "FRAMES",
    "PHONE",
    "WIDE",
    "Band",
    "Frame",
    "NumberFormat",
    "Scale",
    "cut",
    "drawn_in",
    "grid_in",
    "nice_ticks",
    "placed",
    "shaded",
]

NumberFormat = Callable[[float], str]


@dataclass(frozen=True)
class Frame:
    """How large a chart is, in units of the picture; names stand beside the lines only where there is room."""

    name: str  # the class that shows it: phone or wide
    width: int
    height: int
    beside: int  # room to the right for names
    letter: float  # width of a letter of the labels
    left: int = 44
    top: int = 10
    bottom: int = 24


PHONE = Frame("phone", 360, 230, 8, 7.0)
WIDE = Frame("wide", 1000, 430, 130, 8.5)
FRAMES = (PHONE, WIDE)


@dataclass(frozen=True)
class Band:
    """Periods of a name, which are shaded: from the first to the last."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Scale:
    """From values to places in a frame."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...] = field(default=())

    def __call__(self, value: float) -> float:
        """The place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def shaded(frame: Frame, bands: Sequence[Band], x: Scale) -> Markup:
    """Shaded periods, each name in a line of its own; what reaches beyond the axis is cut."""
    rect = Markup('<rect class="band" x="{}" y="{}" width="{}" height="{}"/>')
    text = Markup('<text class="band-name" x="{}" y="{}" text-anchor="{}">{}</text>')
    drawn = Markup("")
    names = list(dict.fromkeys(band.name for band in bands))
    for band in bands:
        start, end = (min(max(x(period), x.start), x.end) for period in (band.first - 0.5, band.last + 0.5))
        drawn += rect.format(placed(start), frame.top, placed(end - start), frame.height - frame.bottom - frame.top)
        level, late = frame.top + 13 + 15 * (names.index(band.name) % 4), start > (x.start + x.end) / 2
        drawn += text.format(
            placed(end - 3 if late else start + 3), level, "end" if late else "start", cut(band.name, 24)
        )
    return drawn


def cut(text: str, room: int) -> Markup:
    """A text of so many letters at most."""
    return escape(text if len(text) <= room else text[: max(room - 1, 1)] + "…")


def placed(place: float) -> str:
    """A place as it is written."""
    return f"{place:.1f}".removesuffix(".0")


def nice_ticks(low: float, high: float, wanted: int = 4) -> tuple[float, ...]:
    """Round numbers, some `wanted` steps of them, that enclose a range."""
    span = max(high - low, 1e-3 * max(abs(low), abs(high), 1e-3))  # digits are few where values hardly differ
    power = 10.0 ** math.floor(math.log10(span / wanted))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= span / wanted - 1e-12)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(k * step, 10) + 0.0 for k in range(first, max(last, first + 1) + 1))


def grid_in(frame: Frame, y: Scale, number: NumberFormat) -> Markup:
    """Lines across a frame at the ticks of its axis upwards, with their numbers."""
    right = frame.width - frame.beside
    line = Markup('<line class="{0}" x1="{1}" x2="{2}" y1="{3}" y2="{3}"/>')
    text = Markup('<text x="{}" y="{}" text-anchor="end">{}</text>')
    return Markup("").join(
        line.format("zero" if tick == 0 else "grid", frame.left, right, placed(y(tick)))
        + text.format(frame.left - 5, placed(y(tick) + 4), number(tick))
        for tick in y.ticks
    )


def drawn_in(frame: Frame, height: float, title: str, desc: str, key: str, parts: Sequence[Markup]) -> Markup:
    """A picture of these parts, with its title and description."""
    name = f"{key}-{frame.name}"
    return Markup(
        '<svg class="{0}" viewBox="0 0 {1} {2}" role="img" aria-labelledby="{3}-title {3}-desc">'
        '<title id="{3}-title">{4}</title><desc id="{3}-desc">{5}</desc>{6}</svg>'
    ).format(frame.name, frame.width, placed(height), name, title, desc, Markup("").join(parts))
