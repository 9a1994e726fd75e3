"""Tables of Optilogic's Anura schema, as a folder of CSV files, and which of their columns were read.

Names of tables, columns and values are those of the Python package ol-anura 2.8 (MIT); letter case and signs between
letters do not matter.  A row with the Status "Exclude" is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from bullwhip.agents.exchange.ignored import WHOLE, Ignored
from bullwhip.network.errors import BullwhipError, Fault, ScenarioError
from bullwhip.network.scenario.files import read_bytes
from bullwhip.network.scenario.sheets import number, read_sheet

__all__ = ["Row", "Table", "Tables"]

# Days in a unit of time.
DAYS = {
    **dict.fromkeys(("sec", "second", "seconds"), 1 / 86400),
    **dict.fromkeys(("min", "minute", "minutes"), 1 / 1440),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), 1 / 24),
    **dict.fromkeys(("day", "days"), 1.0),
    **dict.fromkeys(("wk", "week", "weeks"), 7.0),
    **dict.fromkeys(("mth", "month", "months"), 365 / 12),
    **dict.fromkeys(("yr", "year", "years"), 365.0),
}
YES, NO = {"true", "yes", "1", "t"}, {"false", "no", "0", "f"}


def plain(name: str) -> str:
    """A name as it is compared."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


@dataclass
class Table:
    """The rows of a table, and which columns somebody asked for."""

    name: str
    file: str = ""
    columns: dict[str, str] = field(default_factory=dict)  # by the name as it is compared
    rows: list[Row] = field(default_factory=list)
    comma: bool = False  # whether 1,5 is one and a half
    asked: set[str] = field(default_factory=set)


class Tables:
    """The tables of a folder.  What is wrong in cells is gathered in `faults`."""

    def __init__(self, folder: Path, ignored: Ignored) -> None:
        self.ignored = ignored
        self.faults: list[Fault] = []
        self.time_unit = "hr"
        self.quantity_unit = "ea"
        self.found: dict[str, Table] = {}
        self.told: set[tuple[str, int, str]] = set()  # of which rows what was noted already
        self.excluded: set[str] = set()  # names in rows that are not there
        files = sorted(file for file in folder.glob("*") if file.suffix.lower() == ".csv") if folder.is_dir() else []
        if not files:
            raise BullwhipError(
                f"{folder}: found no folder of CSV files; give one with Facilities.csv and other tables"
            )
        for file in files:
            self.found[plain(file.stem)] = self._read(file)

    def _read(self, file: Path) -> Table:
        sheet, faults = read_sheet(read_bytes(file, file.name), file.name)
        if faults or sheet is None:
            raise ScenarioError(faults)
        table = Table(file.stem, file.name, {plain(name): name for name in sheet.columns}, comma=sheet.comma)
        for line, cells in sheet.rows:
            values = {plain(name): cells[at].strip() for name, at in sheet.columns.items()}
            if plain(values.get("status", "")) == "exclude":
                self.excluded |= {value for name, value in values.items() if name.endswith("name")}
            else:
                table.rows.append(Row(self, table, line, values))
        return table

    def __getitem__(self, name: str) -> list[Row]:
        """The rows of a table; none where there is no such file."""
        table = self.found.setdefault(plain(name), Table(name))
        table.name = name
        table.asked |= {"status"}
        return table.rows

    def left_out(self, name: str) -> bool:
        """Whether a name is that of something excluded, of which no other table is to speak."""
        return name in self.excluded

    def note_unread(self) -> None:
        """Note tables that nobody asked for, and columns with values that nobody asked for."""
        for table in self.found.values():
            if not table.asked and table.rows:
                self.ignored.note(WHOLE, table.name)
            for column, name in table.columns.items():
                if table.asked and column not in table.asked:
                    for row in table.rows:
                        if row.cells[column]:
                            row.note(name)


@dataclass
class Row:
    """A row of a table, whose cells are read as what they are."""

    tables: Tables
    table: Table
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """A cell; empty where there is none."""
        key = plain(column)
        self.table.asked.add(key)
        return self.cells.get(key, "")

    def note(self, what: str) -> None:
        """Note a column, or a value of one, that is ignored here."""
        if self._is_new(what):
            self.tables.ignored.note(self.table.name, what)

    def bend(self, column: str, how: str) -> None:
        """Note that a cell is read as something else."""
        if self._is_new(f"{column} {how}"):
            self.tables.ignored.bend(self.table.name, column, how)

    def _is_new(self, what: str) -> bool:
        mark = self.table.name, self.line, what
        new = mark not in self.tables.told
        self.tables.told.add(mark)
        return new

    def fault(self, column: str, found: str, remedy: str) -> None:
        """Add a fault of a cell."""
        name = self.table.columns.get(plain(column), column)
        self.tables.faults.append(Fault(file=self.table.file, line=self.line, key=name, found=found, remedy=remedy))

    def number(self, column: str) -> float | None:
        """A number that is not below zero; None where nothing is written."""
        cell = self.text(column)
        if not cell:
            return None
        value = number(cell, self.table.comma)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            self.fault(column, repr(cell), "give a number, 0 or more")
            return None
        return value

    def quantity(self, column: str) -> float | None:
        """A number of units, in the model's unit of quantity."""
        value = self.number(column)
        self.note_unit(column, f"{column}UOM")
        return value

    def note_unit(self, column: str, unit_column: str) -> None:
        """Note a unit of quantity that is not the model's."""
        unit = self.text(unit_column)
        if self.text(column) and plain(unit) not in {"", "each", self.tables.quantity_unit}:
            self.note(f"{unit_column} = {unit}")

    def cost(self, column: str) -> float:
        """A cost per unit or per event; 0, and noted, where it is an expression or leads to another table."""
        cell = self.text(column)
        self.note_unit(column, f"{column}UOM")
        value = number(cell, self.table.comma) if cell else 0
        if isinstance(value, str):
            self.note(f"{column} = {cell}")
            return 0.0
        return float(value)

    def days(self, column: str) -> float | None:
        """A length of time, in days."""
        value, unit = self.number(column), self.days_of(f"{column}UOM")
        return None if value is None or unit is None else value * unit

    def days_of(self, column: str) -> float | None:
        """Days in a unit of time; in the model's where none is written."""
        unit = plain(self.text(column)) or self.tables.time_unit
        if unit not in DAYS:
            self.fault(column, repr(unit), "give HR, DAY, WEEK, MONTH or another unit of time")
        return DAYS.get(unit)

    def whole_days(self, column: str) -> int | None:
        """A length of time in whole days, one at least; part of a day counts as one, and is noted."""
        days = self.days(column)
        if days is None:
            return None
        whole = max(1, -int(-days // 1))
        if whole != days:
            self.bend(column, f"{days:g} days as {whole}")
        return whole

    def per_day(self, column: str) -> float | None:
        """A quantity for a length of time (`...Period`), per day; where it has none, for each day."""
        value = self.quantity(column)
        days = self.days(f"{column}Period")
        if value is None:
            return None
        if not days:
            self.bend(column, "as of each day")
        return value / (days or 1.0)

    def date(self, column: str) -> pd.Timestamp | None:
        """A day; None where nothing is written."""
        cell = self.text(column)
        try:
            found = pd.Timestamp(cell) if cell else None
        except ValueError:
            self.fault(column, repr(cell), "give a date such as 2026-01-31")
            return None
        return found.normalize() if found is not None else None

    def flag(self, column: str, otherwise: bool) -> bool:
        """Whether something is so."""
        cell = plain(self.text(column))
        if cell and cell not in YES | NO:
            self.fault(column, repr(cell), "give True or False")
        return cell in YES if cell else otherwise
