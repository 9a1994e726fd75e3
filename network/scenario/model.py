"""What a scenario file says, as a frozen pydantic model: `Scenario`, with its sites (sites.py) and lanes (lanes.py).

These check one key at a time.  What several keys or tables must agree on is checked by check.py, so a
`Scenario` comes from `read`, never from its constructor.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, PrivateAttr, WithJsonSchema
from pydantic_core import PydanticCustomError

from bullwhip.network.checks import check_path, check_settings
from bullwhip.network.garbage import uncollected
from bullwhip.network.scenario.lanes import ItemLane, Lane
from bullwhip.network.scenario.origin import Origin
from bullwhip.network.scenario.outline import Outline
from bullwhip.network.scenario.shown import as_html, in_a_line
from bullwhip.network.scenario.sites import Allocation, Site, Stockpoint, is_unlimited
from bullwhip.network.scenario.table_model import Name, Rate, Table, key
from bullwhip.network.whole_files import write_whole

__all__ = ["Scenario", "Share"]


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

    @cached_property
    def outline(self) -> Outline:
        """Its stockpoints and lanes as columns."""
        with uncollected():
            return Outline.of(self)

    def stockpoints(self) -> tuple[Stockpoint, ...]:
        """Every item at every site that keeps stock, in the file's order: the rows of the arrays."""
        return self.outline.points

    def lanes_by_item(self) -> tuple[ItemLane, ...]:
        """Every lane once for each item that uses it, in the file's order."""
        return self.outline.ways

    def shares(self, what: Literal["demand", "stock"]) -> frozenset[str]:
        """The names of the sites that see all customers' demand, or all others' stock."""
        seen_by = self.share.demand if what == "demand" else self.share.stock
        return frozenset(self.sites) if seen_by == "all" else seen_by

    def document(self) -> dict[str, Any]:
        """The scenario as JSON's plain values, without files: `load` makes the same scenario of it."""
        return self.model_dump(mode="json", exclude_unset=True)
