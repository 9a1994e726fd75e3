"""What all charts stand in: frames of two sizes, scales, and periods that are shaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

__all__ = ["FRAMES", "PHONE", "WIDE", "Band", "Frame", "Scale", "cut", "placed", "shaded"]


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
