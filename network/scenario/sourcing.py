"""How the orders of a stockpoint with several lanes are split over them: the table `sourcing` of a scenario file."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bullwhip.network.demand.kind import refusal
from bullwhip.network.table_model import Amount, Name, TableModel, key

__all__ = ["SOURCINGS", "GivenSourcing", "Sourcing", "orders_by_lane"]

WHOLE = 1e-9  # by how much shares may miss 1
FOR_TWO_LANES = ("dual-index", "base-surge", "emergency", "backup", "contract")  # rules that order on each of two lanes
BY_LANE = (*FOR_TWO_LANES, "recorded-on-lanes")  # rules that answer an order for each lane


class Sourcing(TableModel):
    """How the orders of a stockpoint with several lanes are split over them.

    Lanes are named by the site that ships, or makes; what comes from the outside world by "outside".
    """

    type: str = key("The kind of sourcing.")

    names_in: ClassVar[str] = ""  # the key that names sites

    @property
    def named(self) -> tuple[str, ...]:
        """The sites that the table names; none where it names none."""
        return ()


class Shares(Sourcing):
    """Each lane gets its share of all orders; whole units go where the share so far is missed by most."""

    names_in: ClassVar[str] = "shares"

    type: Literal["shares"] = key("The kind of sourcing.")
    shares: dict[Name, Amount] = key("The share of each site; together they are 1.")

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Shares that are no whole leave orders that nobody gets, or order what nobody asked for."""
        total = math.fsum(self.shares.values())
        if abs(total - 1.0) > WHOLE:
            raise refusal("shares", f"shares that add up to {total:g}", "give shares that add up to 1")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The sites that have a share."""
        return tuple(self.shares)


class Priority(Sourcing):
    """The first lane gets what it can deliver, the second what is left, and so on; what is left then, the first."""

    names_in: ClassVar[str] = "order"

    type: Literal["priority"] = key("The kind of sourcing.")
    order: Annotated[tuple[Name, ...], Field(strict=False)] = key(
        "The sites, the first first. [as the lanes are listed in the file]", default=()
    )

    @model_validator(mode="after")
    def distinct(self) -> Self:
        """Nobody has two places."""
        double = next((site for site in self.order if self.order.count(site) > 1), None)
        if double is not None:
            raise refusal("order", f"{double!r} twice", "name each site once")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The sites that have a place in the order."""
        return self.order


class Cheapest(Sourcing):
    """All goes to the lane that delivers this quantity for the least money, of those that can deliver all of it."""

    type: Literal["cheapest"] = key("The kind of sourcing.")


class Fastest(Sourcing):
    """As `priority`, the lane with the shortest order delay and lead time first."""

    type: Literal["fastest"] = key("The kind of sourcing.")


class Random(Sourcing):
    """All goes to one lane, drawn anew for each order."""

    names_in: ClassVar[str] = "weights"

    type: Literal["random"] = key("The kind of sourcing.")
    weights: dict[Name, Amount] = key(
        "How likely each site is, compared to the others. [all are equally likely]", default_factory=dict
    )

    @model_validator(mode="after")
    def possible(self) -> Self:
        """One of the lanes can be drawn."""
        if self.weights and not any(self.weights.values()):
            raise refusal("weights", "no weight above 0", "give one to each site that may be drawn")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The sites that have a weight."""
        return tuple(self.weights)


SOURCINGS: dict[str, type[Sourcing]] = {  # by name, in the order of the docs
    "shares": Shares,
    "priority": Priority,
    "cheapest": Cheapest,
    "fastest": Fastest,
    "random": Random,
}


def typed(given: Any) -> Any:
    """A kind of sourcing without keys may be written as its bare name."""
    return {"type": given} if isinstance(given, str) else given


GivenSourcing = Annotated[
    Shares | Priority | Cheapest | Fastest | Random, Field(discriminator="type"), BeforeValidator(typed)
]


def orders_by_lane(rule: Mapping[str, Any] | None) -> bool:
    """Whether a rule may split its orders over lanes itself, so that several of them need no sourcing.

    Of a rule of one's own only its code knows.
    """
    kind = rule.get("type") if rule is not None else None
    return isinstance(kind, str) and (kind in BY_LANE or ":" in kind)
