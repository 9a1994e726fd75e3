"""CSV files as people have them: their encoding, separator, and decimal point or comma are told by the whole file."""

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, overload

from bullwhip.network.errors import Fault, malformed

__all__ = ["Rows", "Sheet", "read_sheet"]

SEPARATORS = (",", ";", "\t", "|")
SAMPLED = 200_000  # characters
MINUS = "\u2212"  # the sign that typesetters, and some programs, write for it
DECIMAL_COMMA = re.compile(r"[+\u2212-]?\d*,\d+")
DECIMAL_POINT = re.compile(r"[+\u2212-]?\d*\.\d+")
DOUBTFUL = re.compile(r"[+\u2212-]?[1-9]\d{0,2},\d{3}")  # the comma may set thousands apart
THOUSANDS = re.compile(
    r"[+\u2212-]?\d{1,3}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+,\d+|(?:['\u2019 \u00a0\u202f]\d{3})+(?:[.,]\d+)?"
    r"|(?:,\d{3}){2,}|(?:,\d{3})+\.\d+)"
)
DOUBTFUL_POINT = re.compile(r"[+\u2212-]?[1-9]\d{0,2}\.\d{3}")  # so may the point, where commas do not separate cells
SIGNS = (",", ".", "'", "\u2019", "\u00a0", "\u202f")  # in numbers that are not plain
NAMED = 5  # doubled columns that are named
LISTED = 5  # broken rows that are listed each
BOOLS = {"true": True, "false": False}


@dataclass(frozen=True)
class Text:
    """What a file says, and in which encoding it was written where that had to be guessed."""

    said: str
    guessed: str = ""


class Rows(Sequence[tuple[int, list[str]]]):
    """Rows with their line numbers, all of the same width, kept as one list of cells: there may be millions."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines = array("q")
        self.cells: list[str] = []

    def add(self, line: int, cells: Iterable[str]) -> None:
        """Add a row."""
        self.lines.append(line)
        self.cells.extend(cells)

    def column(self, at: int) -> list[str]:
        """The cells of a column, without spaces about them."""
        return list(map(str.strip, self.cells[at :: self.width]))

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> tuple[int, list[str]]: ...

    @overload
    def __getitem__(self, at: slice) -> list[tuple[int, list[str]]]: ...

    def __getitem__(self, at: int | slice) -> tuple[int, list[str]] | list[tuple[int, list[str]]]:
        if isinstance(at, slice):
            return [self[k] for k in range(*at.indices(len(self)))]
        start = range(len(self))[at] * self.width
        return self.lines[at], self.cells[start : start + self.width]


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its columns by name, and its good rows, each with its line number."""

    file: str
    columns: dict[str, int]
    rows: Rows
    broken: list[list[str]] = field(default_factory=list)  # rows with a wrong number of cells
    doubled: frozenset[str] = frozenset()  # names of more than one column
    whole: bool = True  # whether it could be read to its end
    comma: bool = False  # whether 1,5 is one and a half
    guessed: str = ""  # the encoding, where it had to be guessed
    turned: Mapping[str, int] = field(default_factory=dict)  # columns that are rows of the file, with their lines

    def place(self, name: str, at: int) -> tuple[int, str]:
        """The line of a cell in the file, and the name of its column there."""
        if name in self.turned:
            return self.turned[name], self.rows[at][1][0]
        return self.rows.lines[at], name

    def value(self, cell: str) -> Any:
        """A cell as the number, or the true or false, that it looks like; otherwise the text itself."""
        return number(cell, self.comma)

    def top(self, name: str, rows: int) -> list[str]:
        """The first cells of a column, without spaces about them."""
        width = self.rows.width
        return [cell.strip() for cell in self.rows.cells[self.columns[name] : rows * width : width]]

    def column(self, name: str) -> list[str]:
        """The cells of a column, without spaces about them; `rows.lines` has their lines."""
        return self.rows.column(self.columns[name])


def number(cell: str, comma: bool = False) -> Any:
    """A cell as the number, or the true or false, that it looks like; otherwise the text itself."""
    plain = f"-{cell[1:]}" if cell[:1] == MINUS else cell
    try:
        found = float(plain.replace(",", ".") if comma and DECIMAL_COMMA.fullmatch(plain) else plain)
    except ValueError:
        return BOOLS.get(cell.lower(), cell)
    if "_" in cell:  # Python's own way to write thousands
        return cell
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def decode(content: bytes) -> Text:
    """The text of a CSV file: UTF-8, UTF-16 as spreadsheets write it, or Windows-1252.  Raises UnicodeDecodeError."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return Text(content.decode("utf-16"))
    head = content[:2000]
    if head.count(0) * 3 > len(head):  # every second byte of Latin letters, without a mark
        return Text(content.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le"), "UTF-16")
    try:
        return Text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Text(content.decode("cp1252"), "Windows-1252")


def read_sheet(content: bytes, file: str) -> tuple[Sheet | None, list[Fault]]:
    """A CSV file's columns and rows, and the faults of its form."""
    try:
        text = decode(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte {content[error.start]:#04x}, which is neither UTF-8 nor Windows-1252 text"
        return None, [malformed(found, "save the file as UTF-8", file=file, line=line)]
    said, separator, skipped = separated(text.said)
    lines = csv.reader(io.StringIO(said, newline=""), delimiter=separator, strict=True)
    rows = _Reading(file, skipped)
    whole = rows.take(lines)
    if rows.header is None:
        if not rows.faults:
            rows.faults.append(malformed("an empty file", "give a row of column names, then rows", file=file))
        return None, rows.faults
    if (more := len(rows.broken) - LISTED) > 0:
        found = f"{more:,} more {'row' if more == 1 else 'rows'} with a wrong number of cells"
        rows.faults.append(malformed(found, f"give {len(rows.header)}, one for each column", file=file))
    columns = {name: at for at, name in enumerate(rows.header) if name}
    # Where commas separate and nothing is in quotes, no cell has one.
    comma, doubts = (False, []) if separator == "," and '"' not in said else decimals(rows.good, file, separator)
    twice = doubled(rows.header)
    sheet = Sheet(file, columns, rows.good, rows.broken, twice, whole, comma, text.guessed)
    return sheet, rows.faults + doubts


def separated(said: str) -> tuple[str, str, int]:
    """A text, what separates its cells, and how many lines were taken off its top (Excel's sep=;)."""
    if said[:4].lower() == "sep=" and said[4:5] in SEPARATORS:
        rest = said.split("\n", 1)
        return rest[1] if len(rest) > 1 else "", said[4], 1
    top = said[: max(SAMPLED, said.find("\n") + 1)]
    best, separator = 0, ","
    for candidate in SEPARATORS:
        try:
            rows = [cells for cells in csv.reader(io.StringIO(top, newline=""), delimiter=candidate) if any(cells)]
        except csv.Error:
            continue
        alike = sum(len(cells) == len(rows[0]) for cells in rows) if rows and len(rows[0]) > 1 else 0
        if alike > best:
            best, separator = alike, candidate
    return said, separator, 0


class _Reading:
    """The rows of a file, as they come: good ones, broken ones, and empty ones between."""

    def __init__(self, file: str, skipped: int) -> None:
        self.file = file
        self.skipped = skipped
        self.faults: list[Fault] = []
        self.header: list[str] | None = None
        self.good = Rows(0)
        self.broken: list[list[str]] = []
        self._empty: list[tuple[int, list[str]]] = []
        self._seen: dict[str, str] = {}  # cells that were met before: in large tables most are alike

    def take(self, lines: Any) -> bool:
        """Take all lines; whether they could be read to the end."""
        line = 1
        try:
            for cells in lines:
                self._row(line + self.skipped, cells)
                line = lines.line_num + 1
        except csv.Error as error:
            found = f"text that is not CSV ({error})"
            self.faults.append(malformed(found, "mend the row", file=self.file, line=line + self.skipped))
            return False
        return True

    def _row(self, line: int, cells: list[str]) -> None:
        if not any(cells):
            # Spreadsheets leave rows of empty cells at the end; with something below, they are cells left empty.
            if self.header is not None:
                self._empty.append((line, [""] * len(self.header)))
        elif self.header is None:
            self.header = [cell.strip() for cell in cells]
            self.good = Rows(len(cells))
            self.faults += header_faults(self.header, self.file, line)
        elif len(cells) != len(self.header):
            found = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'}"
            remedy = f"give {len(self.header)}, one for each column"
            self.broken.append(cells)
            if len(self.broken) <= LISTED:
                self.faults.append(malformed(found, remedy, file=self.file, line=line))
        else:
            for at, empty in self._empty:
                self.good.add(at, empty)
            self._empty = []
            self.good.add(line, [self._seen.setdefault(cell, cell) for cell in cells])


def doubled(header: list[str]) -> frozenset[str]:
    """Names of more than one column."""
    return frozenset(name for name, count in Counter(header).items() if name and count > 1)


def header_faults(header: list[str], file: str, line: int) -> list[Fault]:
    """Names that stand twice."""
    return [
        malformed("two columns of this name", "remove one", file=file, line=line, table="column", name=name)
        for name in islice(sorted(doubled(header)), NAMED)
    ]


def decimals(rows: Iterable[tuple[int, list[str]]], file: str, separator: str) -> tuple[bool, list[Fault]]:
    """Whether a file writes 1,5 for one and a half, and what cannot be told or read."""
    comma = point = doubtful = thousands = either = None
    for line, cell in _numbers(rows):
        if THOUSANDS.fullmatch(cell):
            thousands = thousands or (line, cell)
        elif DOUBTFUL.fullmatch(cell):
            doubtful = doubtful or (line, cell)
        elif DECIMAL_COMMA.fullmatch(cell):
            comma = comma or (line, cell)
        elif DECIMAL_POINT.fullmatch(cell):
            if separator != "," and DOUBTFUL_POINT.fullmatch(cell):
                either = either or (line, cell)
            else:
                point = point or (line, cell)
    faults = []
    if comma is not None or doubtful is not None:
        point = point or either
    if thousands is not None:
        line, cell = thousands
        faults.append(
            malformed(f"{cell!r}, its thousands set apart", "write numbers without that", file=file, line=line)
        )
    if point is not None and (first := comma or doubtful) is not None:
        found = f"{first[1]!r}, and {point[1]!r} in line {point[0]}"
        remedy = "write all decimals with a point, or all with a comma"
        faults.append(malformed(found, remedy, file=file, line=first[0]))
    elif doubtful is not None and comma is None:
        line, cell = doubtful
        plain = cell.replace(",", "")
        found, remedy = (
            f"{cell!r}, which may be {plain} or {cell.replace(',', '.')}",
            f"write {plain}, or a decimal point",
        )
        faults.append(malformed(found, remedy, file=file, line=line))
    elif either is not None and point is None:
        line, cell = either
        found = f"{cell!r}, which may be {cell.replace('.', '')} or {cell.replace('.', ',')}"
        remedy = f"write {cell.replace('.', '')} or {cell}0"
        faults.append(malformed(found, remedy, file=file, line=line))
    return comma is not None, faults


def _numbers(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, str]]:
    """Cells that have a comma or a point and may be numbers."""
    for line, cells in rows:
        for cell in cells:
            if any(sign in cell for sign in SIGNS):
                for part in cell.split(";"):  # a list has several
                    if (text := part.strip())[-1:].isdigit():
                        yield line, text
