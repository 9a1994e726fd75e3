"""What a scenario file says, as a frozen pydantic model, with its sites (sites.py) and lanes (lanes.py).

These check one key at a time.  What several keys or tables must agree on is checked by check.py; what has passed is a
`Scenario` (scenario.py).
"""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from bullwhip.network.allocation.modes import MODES
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.sites import Allocation, Site, is_unlimited
from bullwhip.network.table_model import Name, Rate, TableModel, key

__all__ = ["ScenarioTables", "Share"]


def viewers(given: Any) -> Any:
    """Who sees something: "all", or the set of the sites listed."""
    if given == "all":
        return given
    if isinstance(given, list | tuple | set | frozenset) and all(isinstance(site, str) for site in given):
        return frozenset(given)
    raise PydanticCustomError(
        "bullwhip",
        "{found}; {remedy}",
        {
            "found": f"{given!r}, which is no list of sites",
            "remedy": 'give "all", or a list of sites\' names',
        },
    )


def listed(seen: str | frozenset[str]) -> str | list[str]:
    """Who sees something, in JSON's plain values."""
    return seen if isinstance(seen, str) else sorted(seen)


Viewers = Annotated[
    Literal["all"] | frozenset[str],
    PlainValidator(viewers),
    PlainSerializer(listed),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]}),
]


class Share(TableModel):
    """What is shown to whom, beyond what each site sees of itself: "all", or a list of sites."""

    demand: Viewers = Field(default_factory=frozenset, description="The sites that see the customers' demand. [none]")
    stock: Viewers = Field(default_factory=frozenset, description="The sites that see the stock of all others. [none]")


def share_table(given: Any) -> Any:
    """A bare list of what is shared means that everybody sees it."""
    if isinstance(given, list | tuple) and all(isinstance(what, str) for what in given):
        return dict.fromkeys(given, "all")
    return given


def told_modes() -> str:
    """The modes of allocation, as a text says them."""
    *others, last = (f"{name} ({mode.text})" for name, mode in MODES.items())
    return f"{', '.join(others)} or {last}"


class ScenarioTables(TableModel):
    """The tables of a scenario file, whether or not they fit each other."""

    name: Name = key("What the scenario is called.")
    about: str = key("A longer description, in Markdown. [empty]", default="")
    teaches: str = key("What it teaches, in one line. [empty]", default="")
    period: Name = key("What one period is called: day, week, ... [period]", default="period")
    periods: Annotated[int, Field(ge=1, le=10**9)] = key("How many periods a run lasts.", "periods")
    warm_up: Annotated[int, Field(ge=0)] = key(
        "First periods that no measure counts; fewer than `periods`. [0]", "periods", 0
    )
    whole_units: bool = key(
        "Whether units are whole: demand and orders are rounded, halves up, and scarce stock is shared unit by unit."
        " [false]",
        default=False,
    )
    seed: Annotated[int, Field(ge=0, le=2**64 - 1)] = key("Seed of everything random, 0 to 2^64 - 1. [1]", default=1)
    share: Annotated[Share, BeforeValidator(share_table)] = Field(
        default_factory=Share,
        description='What is shown to whom: a list of "demand" and "stock" (shown to everybody), or a table that'
        ' says "all" or lists sites for each. [nothing]',
    )
    allocation: Allocation = key(
        f"How scarce stock is shared among customers: {told_modes()}. Whole units that cannot be shared so go to the"
        " largest remainders, of equal ones by luck; first-come draws them unit by unit. [proportional]",
        default="proportional",
    )
    capital_rate: Rate = key(
        "Cost of capital, charged on the value of all stock. [0]", "money per money and period", 0.0
    )
    item: Name = key("Name of the only item, at sites that list no `items`. [item]", default="item")
    site: Annotated[tuple[Site, ...], Field(strict=False)] = key("The sites, in order.", default=())
    lane: Annotated[tuple[Lane, ...], Field(strict=False)] = key("The lanes, in order.", default=())
    disruption: Annotated[tuple[Disruption, ...], Field(strict=False)] = key(
        "What happens to the network from outside. [nothing]", default=()
    )

    @cached_property
    def sites(self) -> dict[str, Site]:
        """The sites by name, in the file's order."""
        return {site.name: site for site in self.site}

    @cached_property
    def unlimited(self) -> frozenset[str]:
        """The unlimited sources: suppliers with neither rule nor stock.  They have no stockpoints."""
        return frozenset(site.name for site in self.site if is_unlimited(site))

    def items_of(self, site: Site) -> tuple[str, ...]:
        """The items that a site keeps, in the file's order."""
        return tuple(site.items) or (self.item,)

    def shares(self, what: Literal["demand", "stock"]) -> frozenset[str]:
        """The names of the sites that see all customers' demand, or all others' stock."""
        seen_by = self.share.demand if what == "demand" else self.share.stock
        return frozenset(self.sites) if seen_by == "all" else seen_by

    def document(self) -> dict[str, Any]:
        """The scenario as JSON's plain values, without files: `load` makes the same scenario of it."""
        return self.model_dump(mode="json", exclude_unset=True)
