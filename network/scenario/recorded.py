"""Recorded tables as people keep them, a row at a time: which period each row is in, by its date or by its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import Any

from bullwhip.network.errors import Fault, malformed, suggest
from bullwhip.network.scenario.dates import (
    STEPS,
    Days,
    Unreadable,
    are_dates,
    may_be_dates,
    period_between,
    read_dates,
    span_of,
)
from bullwhip.network.scenario.draft import Draft
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.sheets import Sheet

__all__ = [
    "CALLED",
    "KEYS",
    "Calendar",
    "Refused",
    "calendar_of",
    "cell_fault",
    "look_through",
    "note_repeats",
    "refuse_strays",
]

CALLED = {"date", "dates", "datum", "fecha", "data", "日期", "datetime", "timestamp"}  # columns of dates, surely
KEYS = ("by", "dates", "date_format", "start", "returns")  # how a file's rows are read; the last one, how its units are
LONGEST = 40_000  # periods from the first date to the last: of more than a century of days, one is mistyped
FITS = {"week": {"week"}, "month": {"month", "quarter", "year"}, "quarter": {"quarter", "year"}}  # spans, and periods
LAST = 5  # rows among which totals are looked for
TOTALS = re.compile(
    r"(?:(?:grand |sub)?totale?s?(?: general| général| geral| generale)?|sum|suma|soma|somme|somma|"
    r"(?:end|gesamt|zwischen)?(?:gesamt|summe)|insgesamt|average|mean|mittelwert|durchschnitt|promedio|moyenne|média|"
    r"合计|总计|小计|共计|平均)\s*[:\uff1a]?",
    re.IGNORECASE,
)


class Refused(Exception):
    """A recorded table cannot be read; `faults` say why, some of them (`keys`) about the keys of the demand itself."""

    def __init__(self, *faults: Fault, keys: Mapping[str, tuple[str, str]] | None = None) -> None:
        super().__init__()
        self.faults = faults
        self.keys = dict(keys or {})


@dataclass(frozen=True)
class Calendar:
    """Which period each row of a sheet is in: counted from 0, below 0 before the start, None without a date."""

    periods: list[int | None]
    count: int  # periods up to the last row
    column: str  # with the dates
    days: Sequence[object]  # what its rows say: a date each, or the number of a period; None where they say nothing
    step: str = "period"

    def repeats(self, rows: Iterable[int]) -> int:
        """How many of these rows say the same as another of them that stands above."""
        said = [day for at in rows if (day := self.days[at]) is not None]
        return len(said) - len(set(said))


def look_through(draft: Draft, sheet: Sheet) -> None:
    """Tell what is wrong with a recorded sheet as a whole, and what had to be guessed."""
    draft.add(_totals(sheet))
    draft.note(sheet.guessed and f"{sheet.file} is no UTF-8 text; it was read as {sheet.guessed}")


def calendar_of(draft: Draft, sheet: Sheet, given: Mapping[str, Any], skipped: frozenset[str]) -> Calendar | None:
    """How the rows of a sheet are read; None: a row is a period.  `skipped` columns hold no dates.

    `given` has those of `KEYS` that were given.  Raises Refused.
    """
    period = draft.document.get("period", "period")
    calendar = _reading(sheet, given, period if isinstance(period, str) else "period", skipped)
    if calendar is not None:
        _note_parts(draft, sheet, calendar, has_start=given.get("start") is not None)
    return calendar


def note_repeats(draft: Draft, sheet: Sheet, repeats: int, columns: Sequence[str]) -> None:
    """Tell how many rows say in these columns what one above says, and how many of them are the same in all."""
    seen = Counter(tuple(row) for _, row in sheet.rows if any(row))
    twice = sum(count - 1 for count in seen.values())
    if twice:
        rows = "row is" if twice == 1 else "rows are"
        draft.note(f"{sheet.file}: {twice:,} {rows} the same as one above; their units add up")
    if (more := repeats - twice) > 0:
        rows = "row is" if more == 1 else "rows are"
        same = " and ".join(map(repr, columns))
        draft.note(f"{sheet.file}: {more:,} {rows} the same as one above in {same}; their units add up")


def _note_parts(draft: Draft, sheet: Sheet, calendar: Calendar, *, has_start: bool) -> None:
    """Tell where the first or the last period has rows of few days: the record may begin or end in its midst."""
    days = Counter(period for period, _ in set(zip(calendar.periods, calendar.days, strict=True)) if period is not None)
    counts = {period: count for period, count in days.items() if period >= 0}
    if len(counts) < 3:
        return
    usual = median(counts.values())
    for word, period in (("first", min(counts)), ("last", max(counts))):
        if counts[period] * 2 < usual and not (word == "first" and has_start):
            rows = f"rows of {counts[period]:,} {'day' if counts[period] == 1 else 'days'}, others of {usual:,.0f}"
            draft.note(f"{sheet.file}: the {word} {calendar.step} has {rows}; is it whole?")


def _step_of(period: str) -> str | None:
    """The calendar's name of a period (day, week, ...), if it is one."""
    word = period.strip().lower()
    return next((step for step in STEPS if word in {step, f"{step}s"}), None)


def _reading(sheet: Sheet, given: Mapping[str, Any], period: str, skipped: frozenset[str]) -> Calendar | None:
    wrong = _wrong_keys(given)
    if wrong:
        raise Refused(keys=wrong)
    by, named = given.get("by"), given.get("dates")
    if by == "row":
        return None
    if named is not None and named not in sheet.columns:
        few = ", ".join(list(sheet.columns)[:10])
        remedy = suggest(named, sheet.columns, f"give one of {few}")
        raise Refused(keys={"dates": (f"{named!r}, which is no column of {sheet.file}", remedy)})
    found = [named] if named is not None else _columns_of_dates(sheet, skipped, given.get("date_format"))
    if not found:
        if by == "date":
            remedy = "name it with dates, and say how it writes them with date_format"
            raise Refused(keys={"by": (f"'date', and {sheet.file} has no column of dates", remedy)})
        if (unread := _unread_dates(sheet, skipped)) is not None:
            said = f"nothing, and {sheet.file} has dates that cannot be read ({unread!r})"
            remedy = "give dates and date_format, or by = 'row' if each row is a period"
            raise Refused(keys={"by": (said, remedy)})
        return None
    if len(found) > 1:
        said = f"nothing, and {sheet.file} has dates in {' and '.join(map(repr, found[:3]))}"
        raise Refused(keys={"dates": (said, f"give dates = {found[0]!r}, or by = 'row' if each row is a period")})
    step = _step_of(period)
    if step is None:
        said = f"nothing, and {sheet.file} has dates, but a period is called {period!r}"
        remedy = f"call the period {', '.join(STEPS[:-1])} or {STEPS[-1]}, or say by = 'row' if each row is a period"
        raise Refused(keys={"by": (said, remedy)})
    return _calendar(sheet, found[0], given, step)


def _wrong_keys(given: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    wrong: dict[str, tuple[str, str]] = {}
    if given.get("by") not in {None, "date", "row"}:
        wrong["by"] = shown(given["by"]), 'give "date" or "row"'
    for key in ("dates", "date_format"):
        if key in given and not isinstance(given[key], str):
            wrong[key] = f"{shown(given[key])}, which is not a text", "put it in quotes"
    if not isinstance(given.get("returns", False), bool):
        wrong["returns"] = f"{shown(given['returns'])}, which is neither true nor false", "give true or false"
    if "start" in given and _start(given["start"]) is None:
        wrong["start"] = f"{shown(given['start'])}, which is no date", "give a date like 2011-12-31"
    return wrong


def _start(given: Any) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        return None


def _columns_of_dates(sheet: Sheet, skipped: frozenset[str], written: str | None) -> list[str]:
    """Columns that hold dates; a written form that is unlike all that is known finds those that it can read."""
    found = []
    for name in sheet.columns:
        if name in skipped:
            continue
        cells = sheet.top(name, 100)
        if are_dates(cells) or (written is not None and _can_read(cells, written)):
            found.append(name)
    return found


def _unread_dates(sheet: Sheet, skipped: frozenset[str]) -> str | None:
    """The first cell of a column that is called a date, or looks like one, and cannot be read as one."""
    for name in sheet.columns:
        if name not in skipped and (name.strip().casefold() in CALLED or may_be_dates(sheet.top(name, 20))):
            cell = next((cell for cell in sheet.column(name) if cell), None)
            if cell is not None:
                return cell
    return None


def _can_read(cells: list[str], written: str) -> bool:
    try:
        return any(read_dates([cell for cell in cells if cell][:3], written))
    except Unreadable:
        return False


def _calendar(sheet: Sheet, column: str, given: Mapping[str, Any], step: str) -> Calendar:
    cells = sheet.column(column)
    for at, cell in enumerate(cells):
        if cell[:1].isalpha() and TOTALS.fullmatch(cell):
            raise Refused(_total_fault(sheet, sheet.rows.lines[at], cell))
    try:
        days = read_dates(cells, given.get("date_format"))
    except Unreadable as wrong:
        raise Refused(cell_fault(sheet, column, wrong.at, wrong.found, wrong.remedy)) from None
    for at, cell in enumerate(cells):
        span = span_of(cell)
        if span is not None and step not in FITS[span]:
            found = f"{cell!r}, a {span}, where a period is a {step}"
            raise Refused(cell_fault(sheet, column, at, found, f"call the period {span}, or give the day"))
    start = _start(given.get("start"))
    periods, count = _counted(days, start, step)
    known = [day for day in days if day is not None]
    if known and count <= 0:
        found = f"{start}, later than all dates of {sheet.file} (the last is {max(known)})"
        raise Refused(keys={"start": (found, "give a date of the record, or leave it out")})
    refuse_strays(sheet, column, periods, count, step)
    return Calendar(periods, count, column, days, step)


def _counted(days: Days, start: date | None, step: str) -> tuple[list[int | None], int]:
    known = [day for day in days if day is not None]
    first = start if start is not None else min(known, default=date.min)
    periods = [None if day is None else period_between(first, day, step) for day in days]
    return periods, max((period for period in periods if period is not None), default=-1) + 1


def refuse_strays(sheet: Sheet, column: str, periods: list[int | None], count: int, step: str) -> None:
    """Raise Refused where a row lies so far from all others that its date must be a slip."""
    if count <= LONGEST:
        return
    order = sorted((period, at) for at, period in enumerate(periods) if period is not None)
    gaps = [(after[0] - before[0], before, after) for before, after in pairwise(order)]
    gap, before, after = max(gaps, default=(count, order[0], order[0]))
    first_is_alone = before == order[0] and len(order) > 2
    at = before[1] if first_is_alone else after[1]
    found = f"{sheet.column(column)[at]!r}, {gap:,} {step}s from the row next to it"
    remedy = f"give the right date; from first to last there may be {LONGEST:,} {step}s"
    raise Refused(cell_fault(sheet, column, at, found, remedy))


def cell_fault(sheet: Sheet, column: str, at: int, found: str, remedy: str) -> Fault:
    """What is wrong with the cell of a column in a row, counted from 0."""
    line, name = sheet.place(column, at)
    return malformed(found, remedy, file=sheet.file, line=line, table="column", name=name)


def _totals(sheet: Sheet) -> Iterator[Fault]:
    """Rows of totals at the end, which would be taken for one more period."""
    for line, row in sheet.rows[-LAST:]:
        if (word := next((cell.strip() for cell in row if TOTALS.fullmatch(cell.strip())), None)) is not None:
            yield _total_fault(sheet, line, word)


def _total_fault(sheet: Sheet, line: int, word: str) -> Fault:
    return malformed(f"{word!r}, a row of totals", "remove it", file=sheet.file, line=line)
