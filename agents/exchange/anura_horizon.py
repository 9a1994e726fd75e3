"""The days of a model of Anura: from when to when, its periods, and when what is closed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from bullwhip.agents.exchange.anura_tables import Row, Tables, plain
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError

__all__ = ["Horizon"]

DAY = pd.Timedelta(days=1)
ALL = {"", "modelhorizon", "all"}  # the period of what holds all the time


class Horizon:
    """The days of a model; where it does not date them, as many as somebody else says."""

    def __init__(self, tables: Tables, periods: Any) -> None:
        settings = tables["ModelSettings"]
        self.start, end, warm = (
            settings[0].date(column) if settings else None
            for column in ("ModelStartDate", "ModelEndDate", "WarmupEndDate")
        )
        if self.start is not None and end is not None and end >= self.start:
            self.days = (end - self.start) // DAY + 1
        elif isinstance(periods, int) and periods > 0:
            self.days = periods
        else:
            raise BullwhipError(
                "ModelSettings: found no ModelStartDate and a later ModelEndDate; give them, or periods, in days"
            )
        self.warm_up = max(0, (warm - self.start) // DAY) if warm is not None and self.start is not None else 0
        self.tables = tables
        self.periods = self._periods()
        self.closures: defaultdict[str, set[int]] = defaultdict(set)
        for row in tables["BusinessCalendars"]:
            closed = self.closures[row.text("CalendarName")]
            if (at := self._day(row, "ClosureDates")) is not None:
                closed.add(at)

    def keys(self) -> dict[str, Any]:
        """The keys of the scenario that say how long it runs."""
        keys = {"period": "day", "periods": self.days}
        return keys | ({"warm_up": self.warm_up} if self.warm_up else {})

    def _day(self, row: Row, column: str) -> int | None:
        """The day of a date, counted from 0; None for one outside the model."""
        date = row.date(column)
        if date is None or self.start is None:
            return None
        at = (date - self.start) // DAY
        return at if 0 <= at < self.days else None

    def _periods(self) -> dict[str, tuple[int, int]]:
        """The first day of each period, and that of the next."""
        days = [(row.text("PeriodName"), self._day(row, "StartDate")) for row in self.tables["Periods"]]
        starts = sorted({day for _, day in days if day is not None})
        ends = dict(zip(starts, [*starts[1:], self.days], strict=False))
        return {name: (day, ends[day]) for name, day in days if day is not None}

    def spread(self, row: Row) -> Array:
        """A quantity in each day, equally over those of its period."""
        units = np.zeros(self.days)
        name, quantity = row.text("PeriodName"), row.quantity("Quantity") or 0.0
        if plain(name) in ALL:
            units[:] = quantity / self.days
        elif name in self.periods:
            first, end = self.periods[name]
            units[first:end] = quantity / (end - first)
        else:
            row.fault("PeriodName", repr(name), "name one of Periods whose StartDate lies within the model")
        return units

    def open_share(self, row: Row) -> float:
        """The share of the days on which a work center is open, by its calendar."""
        calendar = row.text("OperatingCalendar")
        closed = len(self.closures.get(calendar, ()))
        if calendar and calendar not in self.closures:
            row.fault("OperatingCalendar", repr(calendar), "name one of BusinessCalendars")
        if closed:
            row.bend("OperatingCalendar", "as so much less capacity on all days")
        return 1.0 - closed / self.days
