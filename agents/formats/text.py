"""Numbers and tables for people to read, in 80 columns."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

__all__ = [
    "GAP",
    "UNKNOWN",
    "WHY_UNKNOWN",
    "WIDTH",
    "amount",
    "clean",
    "columns_of",
    "lay_out",
    "measure_name",
    "shorten",
    "shorten_apart",
    "unit_name",
]

WIDTH = 80
GAP = 2  # blanks between columns
NAME = 14  # letters that a name keeps, however little room there is
DIGITS = 7  # digits of a figure that mean anything
UNKNOWN = "± ?"  # in the place of an interval that cannot be told
WHY_UNKNOWN = f"{UNKNOWN}: replications are too few, or too alike, to tell how far off it may be."
LOPSIDED = 1.25  # times its half, on one side: an interval of one digit is then no longer told by its half


def amount(
    mean: float, low: float = math.nan, high: float = math.nan, share: bool = False, unknown: bool = False
) -> str:
    """A figure with half its interval, as `64.37 ± 0.02`, or as `99.94 -0.08 +0.04` where it is lopsided.

    A share is told in percent.  The interval has one digit (two where the first is 1), and the mean as many decimals.
    Without an interval the mean has four digits; whole numbers are not rounded.  `unknown`: there might have been an
    interval, and if there is none that is said, as `100 ± ?`.
    """
    if math.isnan(mean):
        return "-"
    scale = 100.0 if share else 1.0
    mean, half = scale * mean, scale * (high - low) / 2.0
    size = _size(mean)
    if not half > abs(mean) * 10.0**-DIGITS:  # no interval, or nothing in it but rounding
        whole = math.isclose(mean, round(mean), rel_tol=1e-12)
        told = _fixed(mean, 0 if whole else max(0, 3 - size)) if -4 < size < 9 else f"{mean:.4g}"
        return f"{told} {UNKNOWN}" if unknown and math.isnan(half) else told
    below, above = mean - scale * low, scale * high - mean
    lopsided = max(below, above) > LOPSIDED * half
    decimals = -_size(half)
    if size >= 9 or decimals >= 9:
        return f"{mean:.4g} -{below:.1g} +{above:.1g}" if lopsided else f"{mean:.4g} ± {half:.1g}"
    if lopsided:
        decimals = -_size(min(below, above) if min(below, above) > half / 20.0 else half)
        return f"{_fixed(mean, decimals)} -{_fixed(below, decimals)} +{_fixed(above, decimals)}"
    decimals += round(half, decimals) * 10.0**decimals < 1.5
    return f"{_fixed(mean, decimals)} ± {_fixed(half, decimals)}"


def _size(value: float) -> int:
    """The power of ten of a figure's first digit."""
    return math.floor(math.log10(abs(value))) if value else 0


def _fixed(value: float, decimals: int) -> str:
    text = f"{round(value, decimals):,.{max(decimals, 0)}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text  # minus nothing is nothing


def measure_name(measure: str) -> str:
    """A measure's name in words."""
    return measure.replace("_", " ")


def unit_name(unit: str, period: str) -> str:
    """A measure's unit in the scenario's own words: money per week."""
    words = {"share": "%", "ratio": "", "periods": f"{period}s"}
    return words.get(unit, unit.replace("per period", f"per {period}"))


def lay_out(
    header: Sequence[str], rows: Sequence[Sequence[str]], names: int = 1, name_width: int = NAME, width: int = WIDTH
) -> tuple[str, int]:
    """A table as text, and how many of its last columns did not fit.

    The first `names` columns are names, to the left, shortened to `name_width` if they must be; the others are figures.
    """
    cells = [[clean(cell) for cell in row] for row in (header, *rows)]
    widths = [max(columns_of(cell) for cell in column) for column in zip(*cells, strict=True)]
    needed = [min(wide, name_width) for wide in widths[:names]] + widths[
        names:
    ]  # names can be shortened, figures cannot
    kept = len(widths)
    while kept > names + 1 and sum(needed[:kept]) + kept * GAP > width:
        kept -= 1
    while sum(widths[:kept]) + kept * GAP > width and max(widths[:names]) > name_width:
        widths[max(range(names), key=widths.__getitem__)] -= 1
    columns = [[row[k] for row in cells] for k in range(kept)]
    columns = [shorten_apart(column, widths[k]) if k < names else column for k, column in enumerate(columns)]
    lines = []
    for row in zip(*columns, strict=True):
        shown = [_padded(cell, widths[k], right=k >= names) for k, cell in enumerate(row)]
        lines.append((" " * GAP + (" " * GAP).join(shown)).rstrip())
    return "\n".join(lines), len(widths) - kept


def clean(text: str) -> str:
    """A name on one line, without what would move a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def shorten(text: str, most: int) -> str:
    """A text in at most so many columns."""
    if columns_of(text) <= most:
        return text
    while columns_of(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def shorten_apart(names: Sequence[str], most: int) -> list[str]:
    """Names in at most so many columns each, which stand beside each other: no two become one."""
    cut = [shorten(name, most) for name in names]
    for text, count in Counter(cut).items():
        alike = [at for at, other in enumerate(cut) if other == text]
        if count == 1 or len({names[at] for at in alike}) == 1:
            continue
        letters = zip(*(names[at] for at in alike), strict=False)
        differ = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, letters))
        begin = max(names[alike[0]].rfind(" ", 0, differ) + 1, differ - most // 2)  # a number is not cut in two
        for at in alike:
            cut[at] = shorten(f"{names[at][: most // 3].rstrip()}… {names[at][begin:]}", most)
    return cut


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese letters take two, accents none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - columns_of(text))
    return blanks + text if right else text + blanks
