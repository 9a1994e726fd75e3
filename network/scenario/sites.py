"""Sites and what they keep: the tables of a scenario file that become stockpoints."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from bullwhip.network.allocation.modes import MODES
from bullwhip.network.scenario.demand import GivenDemand
from bullwhip.network.scenario.sourcing import GivenSourcing
from bullwhip.network.table_model import Amount, Fraction, More, Name, Number, Periods, Rank, Rate, TableModel, key

__all__ = ["Allocation", "Goodwill", "Role", "Site", "StockTerms", "Stockpoint", "is_unlimited"]

Role = Literal["supplier", "manufacturer", "distributor", "retailer"]
if TYPE_CHECKING:
    Allocation = str
else:
    Allocation = Literal[tuple(MODES)]
Issue = Literal["fifo", "lifo"]


def rule_table(given: Any) -> Any:
    """A rule without parameters may be written as its bare name; a key without a value is not given."""
    return {"type": given} if isinstance(given, str) else without_nothing(given)


def without_nothing(given: Any) -> Any:
    """Tables without the keys that have no value: no TOML file has any."""
    if not isinstance(given, dict):
        return given
    return {name: without_nothing(value) for name, value in given.items() if value is not None}


def demand_tables(given: Any) -> Any:
    """One demand, a list of them, or none: always a tuple of them."""
    if given is None:
        return ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)


class Goodwill(TableModel):
    """How customers remember: their demand is what it would be, times a goodwill of 1 at the start.

    A period that leaves a share s of its demand unfilled takes it down to goodwill x (1 - loss x s), but not below the
    floor; then it comes up again by recovery x (1 - goodwill).
    """

    loss: Fraction = key("Share of the goodwill that a period without any delivery takes, 0 to 1.")
    recovery: Fraction = key("Share of the lost goodwill that comes back in each period, 0 to 1. [0]", default=0.0)
    floor: Fraction = key("What goodwill does not fall below, 0 to 1. [0]", default=0.0)


class StockTerms(TableModel):
    """One item at one site: what lies there at the start, what it costs, who orders it and who asks for it.

    Written at a site these hold for each of its items; written in a table of its `items`, for that item.
    """

    stock: Amount = key("On hand at the start. [0]", "units", 0.0)
    backlog: Amount = key("Customers' unfilled claims at the start. [0]", "units", 0.0)
    holding_cost: Rate = key("Cost of a unit on hand. [0]", "money per unit and period", 0.0)
    backlog_cost: Rate = key("Cost of a unit that is owed. [0]", "money per unit and period", 0.0)
    order_cost: Rate = key("Cost of placing an order, whatever its size. [0]", "money per order", 0.0)
    unit_value: Rate = key("What a unit is worth, for the working capital. [0]", "money per unit", 0.0)
    rule: Annotated[dict[str, Any] | None, BeforeValidator(rule_table)] = key(
        "The stocking rule that decides what to order: a table with `type` and the rule's parameters, the"
        " bare name of a rule without parameters, or your own as `module:Name`. [none]",
        default=None,
    )
    demand: Annotated[tuple[GivenDemand, ...], BeforeValidator(demand_tables)] = key(
        "What customers ask for: a table with `type` and its parameters, or a list of such tables, which"
        " add up; a kind of your own has the type `module:Name`. [no customers]",
        default=(),
    )
    sourcing: GivenSourcing | None = key(
        "How orders are split over several lanes: a table with `type` and its keys, or the bare name of a kind without"
        " keys. [one lane needs none, nor do rules that order by lane]",
        default=None,
    )
    patience: Periods | None = key(
        "Periods that customers wait for what is not delivered at once; at 0 it is lost at once. [they wait for ever]",
        "periods",
        default=None,
    )
    lost_share: Fraction = key(
        "Share of what is not delivered at once that is lost at once, 0 to 1; the rest waits as `patience` says. [0]",
        default=0.0,
    )
    lost_cost: Rate = key("Cost of a unit that customers no longer wait for. [0]", "money per unit", 0.0)
    goodwill: Goodwill | None = Field(
        default=None,
        description="How customers remember that they were not served: a table of loss, recovery and floor."
        " [they do not]",
    )
    shelf_life: Annotated[Periods, Field(ge=1)] | None = key(
        "Periods in which a unit can be used, that of its arrival the first; what is left at the end of the last one is"
        " discarded. What is there at the start arrives in period 1. [for ever]",
        "periods",
        default=None,
    )
    issue: Issue = key(
        'Which units leave first, where they have a shelf life: the oldest ("fifo") or the newest ("lifo"). [fifo]',
        default="fifo",
    )
    discard_cost: Rate = key("Cost of a unit that is discarded, expired or obsolete. [0]", "money per unit", 0.0)
    shrinkage: Fraction = key(
        "Share of what is left at the end of a period that vanishes, 0 to 1. [0]", "share per period", 0.0
    )
    obsolete_at: Annotated[int, Field(ge=1, le=10**9)] | None = key(
        "The period, counted from 1, from which on all that is on hand at its end is discarded. [never]",
        "period",
        default=None,
    )
    sale_price: Rate = key(
        "What customers pay for a unit, when it is handed over. [0]",
        "money per unit",
        0.0,
    )


class Site(StockTerms):
    """A place that keeps stock, or makes goods without end.  One site, one agent, one seat in the game."""

    name: Name = key("What the site is called; lanes refer to it by this name.")
    role: Role = key("What kind of agent acts here: supplier, manufacturer, distributor or retailer.")
    person: bool = key(
        "Whether a person can take this seat; its inbound lane then needs an order_delay of 1 or more. [false]",
        default=False,
    )
    allocation: Allocation | None = key(
        "How scarce stock is shared among this site's customers. [as the scenario says]", default=None
    )
    customer_priority: Rank = key(
        "Rank of the site's own customers among its claimants; the smaller is served first. [0]", default=0
    )
    capacity: More | None = key(
        "What the site can start per period, over all its items: by its recipes and its lanes without `from`; where it"
        " has neither, what it can ship. In units, or as `uses` says. [no limit]",
        "units per period",
        default=None,
    )
    uses: Annotated[dict[Name, Amount] | None, Field(min_length=1)] = key(
        "How much of the capacity a unit of each item takes; items that are not named take none. [each takes 1]",
        "capacity per unit",
        default=None,
    )
    storage: More | None = key(
        "Units that there is room for, over all items. What is too much waits at the dock until there is room, and"
        " counts as in transit. [no limit]",
        "units",
        default=None,
    )
    region: Name | None = key(
        "The region that the site lies in: what happens there happens to it. [none]", default=None
    )
    cash: Number = key("Money at the start. [0]", "money", 0.0)
    items: dict[Name, StockTerms] = Field(
        default_factory=dict,
        description="The items kept here, a table for each; its keys override the site's own."
        " [the scenario's only item]",
    )

    def terms(self, item: str) -> StockTerms:
        """The terms of one of the site's items: the site's own, overridden by the item's."""
        own = self.items.get(item)
        if own is None:
            return self
        shared = (self.model_fields_set & TERMS) - own.model_fields_set
        return own.model_copy(update={name: getattr(self, name) for name in shared}) if shared else own


TERMS = frozenset(StockTerms.model_fields)


class Stockpoint(NamedTuple):
    """One item kept at one site, with the terms that hold for it there."""

    site: str
    item: str
    terms: StockTerms


def is_unlimited(site: Site) -> bool:
    """Whether a site is an unlimited source: a supplier that neither keeps stock nor orders."""
    if site.role != "supplier":
        return False
    kept = [site, *site.items.values()]
    return all(terms.rule is None and terms.stock == 0 for terms in kept)
