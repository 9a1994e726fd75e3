"""What a scenario file says, as frozen pydantic models: `Scenario`, its sites and its lanes.

These check one key at a time.  What several keys or tables must agree on is checked by check.py, so a
`Scenario` comes from `read`, never from its constructor.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, PrivateAttr, WithJsonSchema
from pydantic_core import PydanticCustomError

from bullwhip.network.checks import check_path, check_settings
from bullwhip.network.scenario.demand import Demand
from bullwhip.network.scenario.origin import Origin
from bullwhip.network.scenario.shown import as_html, in_a_line
from bullwhip.network.scenario.table_model import Amount, Name, Periods, Rate, Table, key
from bullwhip.network.whole_files import write_whole

__all__ = ["Allocation", "ItemLane", "Lane", "Role", "Scenario", "Share", "Site", "StockTerms", "Stockpoint"]

Role = Literal["supplier", "manufacturer", "distributor", "retailer"]
Allocation = Literal["proportional", "priority", "first-come"]
Rank = Annotated[int, Field(ge=-(10**9), le=10**9)]


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


class StockTerms(Table):
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
    demand: Annotated[tuple[Demand, ...], BeforeValidator(demand_tables)] = key(
        "What customers ask for: a table with `type` and its parameters, or a list of such tables, which"
        " add up. [no customers]",
        default=(),
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
        shared = {name: getattr(self, name) for name in self.model_fields_set & TERMS}
        return StockTerms.model_construct(**(shared | {name: getattr(own, name) for name in own.model_fields_set}))


TERMS = frozenset(StockTerms.model_fields)


class Lane(Table):
    """A way by which a site is replenished: orders travel up it, goods travel down."""

    source: Name | None = key("The site that ships. [the outside world: goods without end]", default=None, alias="from")
    target: Name = key("The site that orders and receives.", alias="to")
    item: Name | None = key("The item that travels here. [each item that both ends keep]", default=None)
    lead_time: Annotated[Periods, Field(ge=1)] = key("Periods from shipping to receiving, 1 or more.", "periods")
    order_delay: Periods = key(
        "Periods that an order travels; at 0 the supplier sees it in the same period. [0]", "periods", 0
    )
    holding_cost: Rate = key(
        "Cost of a unit in transit, charged to the receiving site. [0]", "money per unit and period", 0.0
    )
    in_transit: Annotated[tuple[Amount, ...], Field(strict=False)] = key(
        "Units of each item under way at the start, which arrive in 1, 2, ... periods. [none]", "units", ()
    )
    in_mail: Annotated[tuple[Amount, ...], Field(strict=False)] = key(
        "Units of each item ordered before the start, whose orders arrive in 1, 2, ... periods. [none]",
        "units",
        (),
    )
    priority: Rank = key("Rank among the supplier's customers; the smaller is served first. [0]", default=0)

    @property
    def name(self) -> str:
        """What the lane is called in messages: `maker -> shop`."""
        return f"{self.source or 'outside'} -> {self.target}" + (f" ({self.item})" if self.item else "")


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


class Share(Table):
    """What is shown to whom, beyond what each site sees of itself: "all", or a list of sites."""

    demand: Viewers = Field(default_factory=frozenset, description="The sites that see the customers' demand. [none]")
    stock: Viewers = Field(default_factory=frozenset, description="The sites that see the stock of all others. [none]")


def share_table(given: Any) -> Any:
    """A bare list of what is shared means that everybody sees it."""
    if isinstance(given, list | tuple) and all(isinstance(what, str) for what in given):
        return dict.fromkeys(given, "all")
    return given


class Stockpoint(NamedTuple):
    """One item kept at one site, with the terms that hold for it there."""

    site: str
    item: str
    terms: StockTerms


class ItemLane(NamedTuple):
    """A lane as one item uses it.  `source` is None where goods never run out: outside, unlimited sources."""

    source: str | None
    target: str
    item: str
    lane: Lane


class Scenario(Table):
    """A supply network, who decides in it, what its customers ask for, and for how long it runs."""

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
        "How scarce stock is shared among customers: proportional (the same fraction of every claim),"
        " priority (the smaller number first, equal ones in proportion) or first-come (the oldest claim first,"
        " those of one period in proportion). Whole units that cannot be shared so go to the largest remainders,"
        " of equal ones by luck; first-come draws them unit by unit. [proportional]",
        default="proportional",
    )
    capital_rate: Rate = key(
        "Cost of capital, charged on the value of all stock. [0]", "money per money and period", 0.0
    )
    item: Name = key("Name of the only item, at sites that list no `items`. [item]", default="item")
    site: Annotated[tuple[Site, ...], Field(strict=False)] = key("The sites, in order.", default=())
    lane: Annotated[tuple[Lane, ...], Field(strict=False)] = key("The lanes, in order.", default=())

    _origin: Origin = PrivateAttr(default_factory=Origin)

    @property
    def origin(self) -> Origin:
        """What the scenario was read with."""
        return self._origin

    def read_with(self, origin: Origin) -> Self:
        """This scenario, with a note of what it was read with."""
        self._origin = origin
        return self

    def with_(self, settings: Mapping[str, Any] | None = None, /, **keys: Any) -> Self:
        """This scenario with some keys changed, checked in full; it stays as it is itself.

        A key of the scenario may be written as a keyword; any key by its path, as `--set` takes it:
        `scenario.with_({"site.shop.rule.level": 40, "lane.maker>shop.lead_time": 4}, periods=52)`.  `*` stands for all
        sites that keep stock, and for all lanes.  Values are Python's; a text is read as after `--set`: "[1, 2]" is a
        list.  Paths of files start where the scenario's own do.  Raises ScenarioError with all faults.
        """
        from bullwhip.network.scenario.reader import changed  # reading builds scenarios, so it imports this file

        check_settings(settings)
        made = changed(self, {**(settings or {}), **keys})
        assert isinstance(made, type(self))
        return made

    def to_toml(self) -> str:
        """This scenario as the text of a TOML file, without CSV tables, which reads as the same scenario.

        Raises BullwhipError for what TOML cannot say: an item without the rule that its site gives to all.
        """
        from bullwhip.network.scenario.written import written

        return written(self)

    def save(self, path: str | Path) -> Path:
        """Write this scenario into a TOML file, whole or not at all; the file.  Raises BullwhipError, OSError."""
        file = check_path("path", path, ".toml")
        write_whole({file: self.to_toml().encode()})
        return file

    def __repr__(self) -> str:
        return f"<Scenario {in_a_line(self)}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return as_html(self)

    @classmethod
    def of(cls, mapping: Any) -> Self:
        """The scenario that a mapping describes, checked in full.  Raises ScenarioError."""
        from bullwhip.network.scenario.reader import read  # reading builds scenarios, so it imports this file

        scenario = read(mapping)
        assert isinstance(scenario, cls)
        return scenario

    @cached_property
    def sites(self) -> dict[str, Site]:
        """The sites by name, in the file's order."""
        return {site.name: site for site in self.site}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What was noticed in its files while they were read; the reader puts it here."""
        return ()

    @cached_property
    def unlimited(self) -> frozenset[str]:
        """The unlimited sources: suppliers with neither rule nor stock.  They have no stockpoints."""
        return frozenset(site.name for site in self.site if is_unlimited(site))

    def items_of(self, site: Site) -> tuple[str, ...]:
        """The items that a site keeps, in the file's order."""
        return tuple(site.items) or (self.item,)

    def stockpoints(self) -> list[Stockpoint]:
        """Every item at every site that keeps stock, in the file's order: the rows of the arrays."""
        return [
            Stockpoint(site.name, item, site.terms(item))
            for site in self.site
            if site.name not in self.unlimited
            for item in self.items_of(site)
        ]

    def lanes_by_item(self) -> list[ItemLane]:
        """Every lane once for each item that uses it, in the file's order."""
        return [
            ItemLane(lane.source if lane.source not in self.unlimited else None, lane.target, item, lane)
            for lane in self.lane
            for item in self._items_on(lane)
        ]

    def _items_on(self, lane: Lane) -> tuple[str, ...]:
        source = None if lane.source is None or lane.source in self.unlimited else self.sites[lane.source]
        kept = self.items_of(self.sites[lane.target])
        return items_on(lane, kept, None if source is None else self.items_of(source))

    def shares(self, what: Literal["demand", "stock"]) -> frozenset[str]:
        """The names of the sites that see all customers' demand, or all others' stock."""
        seen_by = self.share.demand if what == "demand" else self.share.stock
        return frozenset(self.sites) if seen_by == "all" else seen_by

    def document(self) -> dict[str, Any]:
        """The scenario as JSON's plain values, without files: `load` makes the same scenario of it."""
        return self.model_dump(mode="json", exclude_unset=True)


def items_on(lane: Lane, kept: tuple[str, ...], offered: Iterable[str] | None) -> tuple[str, ...]:
    """The items that use a lane: the one it names, or each that its target keeps and its source offers.

    `offered` is None where goods never run out: all that is kept can come from there.
    """
    if lane.item is not None:
        return (lane.item,)
    if offered is None:
        return kept
    there = set(offered)
    return tuple(item for item in kept if item in there)


def is_unlimited(site: Site) -> bool:
    """Whether a site is an unlimited source: a supplier that neither keeps stock nor orders."""
    if site.role != "supplier":
        return False
    kept = [site, *site.items.values()]
    return all(terms.rule is None and terms.stock == 0 for terms in kept)
