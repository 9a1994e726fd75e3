"""What customers ask for: one table for each kind of demand.

The demand of period t (counted from 1) is

    max(0, (draw of t + trend x (t - 1)) x season[(t - 1) mod n]),

without the max where `clip` is false, and rounded to the nearest whole number where the scenario asks for
whole units.
"""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bullwhip.network.scenario.table_model import MOST, Amount, Name, Number, Table, key

__all__ = [
    "AR1",
    "DEMANDS",
    "Constant",
    "Demand",
    "DemandTable",
    "Empirical",
    "Gamma",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Series",
    "Step",
]

More = Annotated[float, Field(gt=0, le=MOST)]
Amounts = Annotated[tuple[Amount, ...], Field(strict=False)]  # not strict: a TOML list may become a tuple


# Beyond these a distribution is zero in all but one period in billions, and floats are too coarse for the rest of it.
MOST_SPREAD = 1e6  # standard deviation / mean
MOST_DISPERSED = 1e9  # variance / mean, units


def refusal(key: str, found: str, remedy: str) -> PydanticCustomError:
    """What is wrong with a key because of another one."""
    return PydanticCustomError("bullwhip", "{found}; {remedy}", {"key": key, "found": found, "remedy": remedy})


class DemandTable(Table):
    """The keys that every kind of demand takes."""

    season: Amounts = key("Factors by which the demand of periods 1, 2, ... is multiplied, in turn. [none]", default=())
    trend: Number = key(
        "Units added per period, before the season's factor: none in period 1, so many in period 2, twice as many in"
        " period 3, and so on. [0]",
        "units per period",
        default=0.0,
    )
    stream: Name | None = key(
        "Demands with the same stream name share their luck: they draw the same uniform numbers. [each has its own]",
        default=None,
    )

    below_zero: ClassVar[bool] = False  # whether a draw may be; there is a key `clip` then

    @property
    def clipped(self) -> bool:
        """Whether demand below zero is cut at zero."""
        return not self.below_zero or bool(vars(self)["clip"])


class Constant(DemandTable):
    """The same demand in every period."""

    type: Literal["constant"] = key("The kind of demand.")
    value: Amount = key("Units asked for in every period.", "units")


class Step(DemandTable):
    """One demand up to a period, another from then on: the beer game's customers."""

    type: Literal["step"] = key("The kind of demand.")
    before: Amount = key("Units asked for in every period before the step.", "units")
    after: Amount = key("Units asked for in every period from the step on.", "units")
    at: Annotated[int, Field(ge=1, le=10**9)] = key("The first period with the new value, counted from 1.", "period")


class Normal(DemandTable):
    """Independent normal demand."""

    below_zero: ClassVar[bool] = True

    type: Literal["normal"] = key("The kind of demand.")
    mean: Amount = key("Mean demand per period.", "units")
    sd: Amount = key("Standard deviation of demand per period.", "units")
    clip: bool = key(
        "Cut demand at zero. Say false for the bullwhip formulas, which need the whole bell curve: demand below zero is"
        " then goods that customers bring back. [true]",
        default=True,
    )


class Poisson(DemandTable):
    """Independent Poisson demand: whole units, variance equal to the mean."""

    type: Literal["poisson"] = key("The kind of demand.")
    mean: Amount = key("Mean demand per period.", "units")


class NegativeBinomial(DemandTable):
    """Independent negative binomial demand: whole units, variance above the mean."""

    type: Literal["negative-binomial"] = key("The kind of demand.")
    mean: More = key("Mean demand per period, more than 0.", "units")
    variance: More = key("Variance of demand per period, more than the mean.", "units squared")

    @model_validator(mode="after")
    def overdispersed(self) -> Self:
        """A variance at or below the mean has no negative binomial distribution."""
        if self.variance <= self.mean:
            found = f"{self.variance:g}, not more than the mean {self.mean:g}"
            raise refusal("variance", found, "give a variance above the mean, or type = 'poisson'")
        if self.variance > MOST_DISPERSED * self.mean:
            found = f"{self.variance:g}, more than {MOST_DISPERSED:,.0f} times the mean {self.mean:g}"
            raise refusal("variance", found, "give a smaller variance, or a larger mean")
        return self


class Gamma(DemandTable):
    """Independent gamma demand: never negative, skewed to the right."""

    type: Literal["gamma"] = key("The kind of demand.")
    mean: More = key("Mean demand per period, more than 0.", "units")
    sd: More = key("Standard deviation of demand per period, more than 0.", "units")

    @model_validator(mode="after")
    def drawable(self) -> Self:
        """A distribution that is zero but for one period in billions is a slip."""
        if self.sd > MOST_SPREAD * self.mean:
            found = f"{self.sd:g}, more than {MOST_SPREAD:,.0f} times the mean {self.mean:g}"
            raise refusal("sd", found, "give a smaller sd, or a larger mean")
        return self


class AR1(DemandTable):
    """Demand that remembers: d(t) = mean + rho x (d(t-1) - mean) + normal innovation.

    It starts in its stationary distribution: before any cut, every period, the first as well, has the distribution
    Normal(mean, sd / sqrt(1 - rho^2)).
    What is cut at zero is what customers ask for, not what the next period remembers.
    """

    below_zero: ClassVar[bool] = True

    type: Literal["ar1"] = key("The kind of demand.")
    mean: Amount = key("Long-run mean demand per period.", "units")
    rho: Annotated[float, Field(gt=-1, lt=1)] = key(
        "Correlation of a period's demand with the one before, between -1 and 1."
    )
    sd: Amount = key("Standard deviation of the innovations (not of demand itself).", "units")
    clip: bool = key(
        "Cut demand at zero; if false, demand below zero is goods that customers bring back. [true]", default=True
    )


class FromValues(DemandTable):
    """The keys of a demand that comes from recorded values."""

    values: Amounts = key(
        "The recorded units, one per period. Give these, or file and column.",
        "units",
        default=(),
        min_length=1,
        validate_default=True,
    )
    file: str | None = key(
        "CSV file with the recorded units; path from the scenario file's folder. Where it has a column of dates, each"
        " row counts in the period of its date: periods without a row are 0, several rows of a period add up, in any"
        " order. Without dates each row is a period. Its values replace this key when the scenario is read. [none]",
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
        " out below zero is 0. [false: they are a fault]",
        default=False,
    )


class Series(FromValues):
    """Recorded demand, replayed as it was.  After its last value it starts again from its first."""

    type: Literal["series"] = key("The kind of demand.")


class Empirical(FromValues):
    """Independent demand, each period's drawn at random from the recorded values."""

    type: Literal["empirical"] = key("The kind of demand.")


Demand = Annotated[
    Constant | Step | Normal | Poisson | NegativeBinomial | Gamma | AR1 | Series | Empirical,
    Field(discriminator="type"),
]

DEMANDS: dict[str, type[DemandTable]] = {
    "constant": Constant,
    "step": Step,
    "normal": Normal,
    "poisson": Poisson,
    "negative-binomial": NegativeBinomial,
    "gamma": Gamma,
    "ar1": AR1,
    "series": Series,
    "empirical": Empirical,
}
