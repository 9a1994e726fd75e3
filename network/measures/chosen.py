"""The measures that somebody asks for: by name, as `module:Name`, or as what they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bullwhip.network.checks import check_list
from bullwhip.network.errors import BullwhipError, FaultyTable, suggest
from bullwhip.network.measures import MEASURES, ON_REQUEST
from bullwhip.network.measures.measure import Measure
from bullwhip.network.own_code import imported

__all__ = ["GivenMeasures", "measure_named", "measures_of"]

# Names of shipped measures, `module:Name` of one's own, or measures themselves; None: the shipped ones but those that
# are taken on request alone.
GivenMeasures = Collection[str | Measure | type[Measure]] | None

_COST = "cost"  # always measured: comparisons are made of it


def measures_of(given: GivenMeasures) -> dict[str, Measure]:
    """The measures that are asked for, by name, in this order; cost is always among them.  Raises BullwhipError."""
    if given is None:
        return MEASURES
    chosen: dict[str, Measure] = {}
    for wanted in check_list("measures", given, "['cost', 'fill_rate']"):
        measure = measure_named(wanted) if isinstance(wanted, str) else _made(wanted, repr(wanted))
        known = chosen.get(measure.name, MEASURES.get(measure.name, measure))
        if measure.name in chosen or type(known) is not type(measure):
            raise BullwhipError(f"measures: found two that are called {measure.name!r}; give each a name of its own")
        chosen[measure.name] = measure
    return chosen if _COST in chosen else {_COST: MEASURES[_COST], **chosen}


def measure_named(name: str) -> Measure:
    """A shipped measure by its name, or one's own by its import path.  Raises BullwhipError."""
    shipped = {**MEASURES, **ON_REQUEST}
    if name in shipped:
        return shipped[name]
    if ":" not in name:
        raise BullwhipError(f"measure: found {name!r}, which is none; {suggest(name, shipped)}")
    try:
        found = imported(name)
    except FaultyTable as error:
        [fault] = error.faults
        raise BullwhipError(f"measure: found {fault.found}; {fault.remedy}") from None
    return _made(found, repr(name))


def _made(given: Any, told: str) -> Measure:
    """A measure, or one of a class that needs no parameters."""
    made = given
    if isinstance(given, type) and issubclass(given, Measure):
        try:
            made = given()
        except TypeError as error:
            raise BullwhipError(
                f"measure: found {told}, which has parameters ({error}); give one that has them in Python, such as "
                f"{given.__name__}(...)"
            ) from None
    if not isinstance(made, Measure) or type(made).over is Measure.over:
        raise BullwhipError(f"measure: found {told}, which is no measure; derive it from bullwhip.Measure, with `over`")
    return made
