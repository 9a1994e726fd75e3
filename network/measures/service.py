"""Service: how much of what is asked for is there in time, of all claimants and of customers alone."""

from __future__ import annotations

from bullwhip.network.arrays import Array
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.tally import Sum

__all__ = ["FAMILY"]

_SILVER = "Silver, Pyke & Peterson, Inventory Management and Production Planning and Scheduling, 3rd ed. 1998"


class FillRate(Measure):
    """Type 2 service: units filled in the period they are asked for / units asked for, lost ones too."""

    unit = "share"
    formula = "sum(F) / sum(A)"
    source = _SILVER
    needs = (Sum.FILLED_AT_ONCE, Sum.CLAIMED)
    items = "weighted"

    def over(self, of: Statistics) -> Array:
        """Filled."""
        return of.mean(Sum.FILLED_AT_ONCE)

    def under(self, of: Statistics) -> Array:
        """Asked for."""
        return of.mean(Sum.CLAIMED)


class CycleService(Measure):
    """Type 1 service by replenishment cycle: share of the cycles in which no period ends with backlog or loses any."""

    unit = "share"
    formula = "share(Z = 0)"
    source = _SILVER
    needs = (Sum.CYCLES_WITHOUT_BACKLOG, Sum.CYCLES)

    def over(self, of: Statistics) -> Array:
        """Cycles without backlog."""
        return of.mean(Sum.CYCLES_WITHOUT_BACKLOG)

    def under(self, of: Statistics) -> Array:
        """All cycles."""
        return of.mean(Sum.CYCLES)


class PeriodService(Measure):
    """Type 1 service by period: share of periods that end without backlog and lose no demand."""

    unit = "share"
    formula = "share(B = 0)"
    source = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed. 2019"
    needs = (Sum.PERIODS_WITHOUT_BACKLOG,)

    def over(self, of: Statistics) -> Array:
        """The share."""
        return of.mean(Sum.PERIODS_WITHOUT_BACKLOG)


class ReadyRate(Measure):
    """Share of periods that end with stock on hand."""

    unit = "share"
    formula = "share(H > 0)"
    source = "Axsäter, Inventory Control, 3rd ed. 2015"
    needs = (Sum.PERIODS_WITH_STOCK,)

    def over(self, of: Statistics) -> Array:
        """The share."""
        return of.mean(Sum.PERIODS_WITH_STOCK)


class CustomerFillRate(Measure):
    """As fill_rate, of the site's own customers alone."""

    unit = "share"
    formula = "sum(Fc) / sum(Ac)"
    needs = (Sum.FILLED_AT_ONCE, Sum.CLAIMED)
    items = "weighted"
    as_network = "fill_rate"

    def over(self, of: Statistics) -> Array:
        """Filled."""
        return of.own_mean(Sum.FILLED_AT_ONCE)

    def under(self, of: Statistics) -> Array:
        """Asked for."""
        return of.own_mean(Sum.CLAIMED)


class CustomerCycleService(Measure):
    """As cycle_service, of what is owed to the site's own customers alone."""

    unit = "share"
    formula = "share(Zc = 0)"
    needs = (Sum.CYCLES_WITHOUT_BACKLOG, Sum.CYCLES)
    as_network = "cycle_service"

    def over(self, of: Statistics) -> Array:
        """Cycles without backlog."""
        return of.own_mean(Sum.CYCLES_WITHOUT_BACKLOG)

    def under(self, of: Statistics) -> Array:
        """All cycles."""
        return of.own_mean(Sum.CYCLES)


class CustomerPeriodService(Measure):
    """As period_service, of what is owed to the site's own customers alone."""

    unit = "share"
    formula = "share(Bc = 0)"
    needs = (Sum.PERIODS_WITHOUT_BACKLOG,)
    as_network = "period_service"

    def over(self, of: Statistics) -> Array:
        """The share."""
        return of.own_mean(Sum.PERIODS_WITHOUT_BACKLOG)


FAMILY = (
    FillRate(), CycleService(), PeriodService(), ReadyRate(), CustomerFillRate(), CustomerCycleService(),
    CustomerPeriodService(),
)  # fmt: skip
