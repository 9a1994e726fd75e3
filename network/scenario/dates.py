"""Dates in recorded tables: how a column writes them, and in which period of a run each lies."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

__all__ = [
    "FORMATS",
    "STEPS",
    "Days",
    "Unreadable",
    "are_dates",
    "may_be_dates",
    "period_between",
    "read_dates",
    "span_of",
]

STEPS = ("day", "week", "month", "quarter", "year")  # the periods that have dates
FORMATS = {"day first": "%d/%m/%Y", "month first": "%m/%d/%Y"}
TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
ISO = re.compile(  # 2011.12 is a number
    rf"(?!\d{{4}}\.\d{{1,2}}$)(\d{{4}})[-/.](0?[1-9]|1[0-2])(?:[-/.](0?[1-9]|[12]\d|3[01]))?{TIME}"
)
WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)  # of ISO 8601: 2011-W05 begins on Monday, 2011-01-31
QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.IGNORECASE)
SPOKEN = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){TIME}")  # 3.4.2011, 4/3/2011

# What looks like a date, of a form that has to be told: two-digit years, names of months, noon, weeks, no separators.
UNTOLD = re.compile(
    r"\d{1,2}([-/.])\d{1,2}\1\d{2}|\d{1,2}[-/. ]*[^\W\d]{3,9}[-/., ]*(?:\d{2}|\d{4})|[^\W\d]{3,9}\.? \d{1,2},? \d{4}"
    r"|\d{4}-?W\d{2}-?\d|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.+",
    re.IGNORECASE,
)

Days = list[date | None]  # a date for every row; None where the cell is empty


class Unreadable(Exception):
    """Cells that are no dates, or of which it cannot be told which dates they are.

    `at` is the first such cell; `found` and `remedy` are as in a Fault.
    """

    def __init__(self, at: int, found: str, remedy: str) -> None:
        super().__init__(f"found {found}; {remedy}")
        self.at, self.found, self.remedy = at, found, remedy


def are_dates(cells: Sequence[str]) -> bool:
    """Whether a column looks like one of dates: its first cells, as far as they are not empty."""
    return _are_mostly(cells, lambda cell: any(form.fullmatch(cell) for form in (ISO, SPOKEN, WEEK, QUARTER)))


def may_be_dates(cells: Sequence[str]) -> bool:
    """Whether a column looks like one of dates whose form has to be told."""
    return _are_mostly(cells, lambda cell: UNTOLD.fullmatch(cell) is not None)


def span_of(cell: str) -> str | None:
    """What a cell names, if that is more than a day: a week (2011-W05), a month (2011-12) or a quarter (2011-Q4)."""
    if WEEK.fullmatch(cell):
        return "week"
    if QUARTER.fullmatch(cell):
        return "quarter"
    match = ISO.fullmatch(cell)
    return "month" if match is not None and match[3] is None else None


def _are_mostly(cells: Sequence[str], such: Callable[[str], bool]) -> bool:
    """Whether more than half of a column's first cells are such, as far as they are not empty."""
    filled = [cell for cell in cells[:100] if cell]
    return bool(filled) and sum(map(such, filled)) * 2 > len(filled)


def read_dates(cells: Sequence[str], written: str | None = None) -> Days:
    """The dates of a column.  `written` is their form (as for strptime); without it the whole column decides.

    Raises Unreadable.
    """
    reader = _by_form(written) if written is not None else _by_look(_day_comes_first(cells))
    found: Days = []
    for at, cell in enumerate(cells):
        if not cell:
            found.append(None)
            continue
        try:
            found.append(reader(cell))
        except ValueError as error:
            like = f"give dates like {date(2011, 12, 31):{written or '%Y-%m-%d'}}"
            raise Unreadable(at, f"{cell!r}, which is no date", like) from error
    return found


def _by_form(written: str) -> Callable[[str], date]:
    return lambda cell: datetime.strptime(cell, written).date()  # noqa: DTZ007  (days have no zone)


def _by_look(day_first: bool) -> Callable[[str], date]:
    def read(cell: str) -> date:
        if (match := ISO.fullmatch(cell)) is not None:
            return date(int(match[1]), int(match[2]), int(match[3] or 1))
        if (match := WEEK.fullmatch(cell)) is not None:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        if (match := QUARTER.fullmatch(cell)) is not None:
            return date(int(match[1]), 3 * int(match[2]) - 2, 1)
        if (match := SPOKEN.fullmatch(cell)) is None:
            raise ValueError(cell)
        day, month = (match[1], match[3]) if day_first or match[2] == "." else (match[3], match[1])
        return date(int(match[4]), int(month), int(day))

    return read


def _day_comes_first(cells: Sequence[str]) -> bool:
    """Whether 3/4/2011 is in April.  Raises Unreadable where no cell tells, or where they contradict each other."""
    matches = [(at, match) for at, cell in enumerate(cells) if (match := SPOKEN.fullmatch(cell)) is not None]
    spoken = [(at, match) for at, match in matches if match[2] != "."]  # with points the day comes first everywhere
    if not spoken:
        return True
    days = next((at for at, match in spoken if int(match[1]) > 12), None)
    months = next((at for at, match in spoken if int(match[3]) > 12), None)
    if days is not None and months is not None:
        at = max(days, months)
        found = f"{cells[at]!r}, and {cells[min(days, months)]!r} above: one has the day first, the other the month"
        raise Unreadable(at, found, "write dates like 2011-12-31")
    if days is None and months is None:
        at = spoken[0][0]
        known = " or ".join(f'date_format = "{form}" ({name})' for name, form in FORMATS.items())
        raise Unreadable(at, f"{cells[at]!r}, and no date in the column tells which is the day", f"give {known}")
    return days is not None


def period_between(start: date, day: date, step: str) -> int:
    """How many periods a day lies after the one that begins with `start`, or holds it (month, quarter, year)."""
    if step in {"day", "week"}:
        return (day - start).days // (1 if step == "day" else 7)
    if step == "year":
        return day.year - start.year
    months = 12 * (day.year - start.year) + day.month - start.month
    return months if step == "month" else _quarter(day) - _quarter(start)


def _quarter(day: date) -> int:
    return 4 * day.year + (day.month - 1) // 3
