"""The keys of kinds of demand that come from a record."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bullwhip.network.demand.kind import Demand, refusal
from bullwhip.network.table_model import Number, key

__all__ = ["FromValues"]


class FromValues(Demand):
    """The keys of a demand that comes from recorded values."""

    values: Annotated[tuple[Number, ...], Field(strict=False)] = key(
        "The recorded units, one per period. Give these, or file and column.",
        "units",
        default=(),
        min_length=1,
        validate_default=True,
    )
    file: str | None = key(
        "CSV file with the recorded units; path from the scenario file's folder. Where it has a column of dates, each"
        " row counts in the period of its date: periods without a row are 0, several rows of a period add up (days to"
        " weeks, months, ... as `period` says), in any order. A file with a column for each date, and a row for each"
        " item, is read as if it were turned. Without dates each row is a period. Its values replace this key when the"
        " scenario is read. [none]",
        default=None,
    )
    column: str | None = key("The column of the file to take. [its only one beside the dates]", default=None)
    by: Literal["date", "row"] | None = key(
        'What tells the period: the "date" of a row, or the "row" itself: each is a period. ["date", where the file has'
        " dates]",
        default=None,
    )
    dates: str | None = key(
        "The column of the dates, where several columns have some. [the only one that has]", default=None
    )
    date_format: str | None = key(
        'How dates are written: "%d/%m/%Y" has the day first, "%m/%d/%Y" the month. [2011-12-31, or as the whole'
        " column tells]",
        default=None,
    )
    start: str | None = key(
        "A date of period 1: a day or a week begins with it, a month, quarter or year holds it. Rows of earlier"
        " periods do not count; periods before the first row are 0. [the first date]",
        default=None,
    )
    returns: bool = key(
        "Whether units below zero are returns, taken off what else was asked for in their period; a period that comes"
        " out below zero is 0, unless a series says `clip = false`. [false: they are a fault]",
        default=False,
    )

    @model_validator(mode="after")
    def not_below_zero(self) -> Self:
        """What is cut at zero has no values below it."""
        if self.clipped and min(self.values) < 0:
            at = next(at for at, value in enumerate(self.values) if value < 0)
            raise refusal(f"values[{at + 1}]", f"{self.values[at]:g}", "give 0 or more units")
        return self
