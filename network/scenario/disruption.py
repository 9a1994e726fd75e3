"""Disruptions as a scenario file writes them: a table of what happens, where, when, and how hard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.kinds import DISRUPTIONS, Change, Effect, Kind
from bullwhip.network.errors import BullwhipError, Fault, FaultyTable, suggest
from bullwhip.network.own_code import imported, refuse_hidden
from bullwhip.network.scenario.demand import Trust
from bullwhip.network.scenario.laws import GivenPeriods
from bullwhip.network.table_model import Amount, Name, Number, Periods, TableModel, key

__all__ = ["Chance", "Disruption", "Recovery", "kind_named"]

Share = Annotated[float, Field(gt=0, le=1)]
Period = Annotated[int, Field(ge=1, le=10**9)]
More = Annotated[int, Field(ge=1, le=10**9)]
TIMINGS = ("start", "window", "chance", "every", "periods", "after")


def listed(given: Any) -> Any:
    """One name, or a list of them: always a list."""
    return (given,) if isinstance(given, str) else given


Names = Annotated[tuple[Name, ...], Field(strict=False), BeforeValidator(listed)]


class Chance(TableModel):
    """On and off by chance, period by period: a Markov chain that is off before period 1."""

    down: Share = key("How likely it begins in a period in which it is not on, above 0 to 1.", "share per period")
    up: Share = key(
        "How likely it is over in the period after one in which it was on, above 0 to 1.", "share per period"
    )


class Recovery(TableModel):
    """How what is over goes away: at once, period by period in equal steps, or ever more slowly."""

    shape: Literal["step", "linear", "exponential"] = key(
        "At once (step), in equal steps (linear), or by a share of what is left in each period (exponential)."
    )
    periods: Periods = key(
        "Periods in which something is left (linear), or in which all but a share of 1/e goes away (exponential). [0]",
        "periods",
        0,
    )


class Disruption(TableModel):
    """Something that happens to the network from outside.  Where several places are given, all must fit."""

    name: Name = key("What it is called; its luck depends on it.")
    kind: Name = key(f"What happens: {', '.join(DISRUPTIONS)}, or a kind of your own as `module:Name`.")
    site: Names = key("Only there: a site, or a list of sites. [everywhere]", default=())
    region: Names = key("Only at the sites of a region, or of a list of regions. [everywhere]", default=())
    item: Names = key("Only that item, or a list of items. [all]", default=())
    lane: str = key(
        "Only on the lanes from one site to another: `maker>shop`; from the outside world `outside>shop`, and what a"
        " site makes itself `plant>plant`. [all]",
        default="",
    )
    start: Period | None = key("The first period in which it is on, counted from 1. [none]", "period", None)
    length: More = key("How long it is on from `start`, out of a `window`, or `after` another. [1]", "periods", 1)
    window: Annotated[tuple[Period, Period] | None, Field(strict=False)] = key(
        "Instead of `start`: it begins in one of these periods, from the first to the last, each as likely. [none]",
        "period",
        None,
    )
    chance: Chance | None = Field(
        default=None, description="Instead of `start`: on and off by chance: a table of `down` and `up`. [none]"
    )
    every: GivenPeriods | None = key(
        "Instead of `start`: periods until it begins, each time counted from the end of the one before. A number, or a"
        " law. [none]",
        "periods",
        None,
    )
    lasts: GivenPeriods | None = key(
        "With `every`: how long it is on each time. A number, or a law. [1]", "periods", None
    )
    periods: Annotated[tuple[Period, ...], Field(strict=False)] = key(
        "Instead of `start`: the periods in which it is on, as they were recorded. [none]", "period", ()
    )
    after: Name | None = key(
        "Instead of `start`: the disruption whose every onset brings this one. [none]", default=None
    )
    delay: Periods = key("With `after`: periods from the onset of the other to that of this one. [0]", "periods", 0)
    severity: Share | None = key(
        "How much of what there is it takes while it is on, above 0 to 1. [1, where no other key says how strong]",
        "share",
        None,
    )
    factor: Amount | None = key(
        "Of `demand`, `price` or `lead_time`: what it is multiplied by; a lead time by more than 1. [none]",
        default=None,
    )
    addition: Number | None = key(
        "Of `demand` or `price`: what is added to it; less, where it is below 0. [none]", "units, or money", None
    )
    longer: Annotated[int | None, Field(ge=1, le=10_000)] = key(
        "Of `lead_time`: what is added to it. [none]", "periods", None
    )
    age: Annotated[int | None, Field(ge=1, le=10_000)] = key("Of `information`: how old it is. [none]", "periods", None)
    what: Literal["stock", "transit", "both"] = key(
        "Of `loss`: what is destroyed: stock, what is on its way there (transit), or both. [stock]", default="stock"
    )
    under_way: bool = key(
        "Of `lead_time`: whether what is under way at the onset travels longer as well. [false]", default=False
    )
    recovery: Recovery | None = Field(
        default=None, description="How it goes away: a table of `shape` and `periods`. [at once]"
    )
    announced: Periods = key("How many periods ahead those concerned are told of it. [0]", "periods", 0)
    cause: Name | None = key(
        "What is behind it: disruptions of one cause share their luck. [its own name]", default=None
    )

    @field_validator("kind")
    @classmethod
    def known(cls, kind: str, info: ValidationInfo) -> str:
        """There is such a kind."""
        try:
            kind_named(kind, info.context if isinstance(info.context, Trust) else Trust(code=False))
        except FaultyTable as error:
            fault = error.faults[0]
            raise PydanticCustomError(
                "bullwhip", "{found}; {remedy}", {"found": fault.found, "remedy": fault.remedy}
            ) from None
        return kind

    @property
    def does(self) -> type[Kind]:
        """What kind it is."""
        return DISRUPTIONS[self.kind] if self.kind in DISRUPTIONS else imported(self.kind)

    @property
    def share(self) -> float:
        """How much it takes while it is on: 1 where another key than `severity` says how strong it is."""
        return 1.0 if self.severity is None else self.severity

    def changes(self, intensity: Array) -> Mapping[Effect, Change]:
        """What it changes in a period, where so much of it is there (columns,).  Raises BullwhipError."""
        try:
            found = dict(self.does.changes(self, intensity))
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise BullwhipError(f"disruption {self.name!r}: its kind {self.kind!r} failed ({what}); mend it") from error
        if strange := [effect for effect, change in found.items() if not _is_change(effect, change)]:
            raise BullwhipError(
                f"disruption {self.name!r}: found {strange[0]!r} among what its kind {self.kind!r} changes; give a dict"
                " of Effect to Change"
            )
        return found

    @property
    def timings(self) -> tuple[str, ...]:
        """The keys that say when it is on."""
        return tuple(name for name in TIMINGS if getattr(self, name) not in (None, ()))


def _is_change(effect: object, change: object) -> bool:
    return isinstance(effect, Effect) and isinstance(change, Change)


def kind_named(kind: str, trust: Trust) -> type[Kind]:
    """The kind of this name, or at this import path.  Raises FaultyTable."""
    if kind in DISRUPTIONS:
        return DISRUPTIONS[kind]
    if ":" not in kind:
        raise FaultyTable(Fault(key="kind", found=f"{kind!r}, which is unknown", remedy=suggest(kind, DISRUPTIONS)))
    if not trust.code:
        remedy = f"give a shipped kind: this file is not trusted with code; {suggest(kind, DISRUPTIONS)}"
        raise FaultyTable(Fault(key="kind", found=f"{kind!r}, a kind by its import path", remedy=remedy))
    cls = imported(kind)
    if trust.folder is not None:
        refuse_hidden(kind, trust.folder)
    if not (isinstance(cls, type) and issubclass(cls, Kind)) or cls is Kind:
        remedy = "derive it from bullwhip.network.disruptions.kinds.Kind"
        raise FaultyTable(Fault(key="kind", found=f"{kind!r}, which is no kind of disruption", remedy=remedy))
    if cls.changes.__func__ is Kind.changes.__func__:  # type: ignore[attr-defined]
        remedy = "give the class `changes`, which says what it does"
        raise FaultyTable(Fault(key="kind", found=f"{kind!r}, a kind that changes nothing", remedy=remedy))
    return cls
