"""Lead times and yields as a scenario file writes them: a number, or a table like that of a demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import (
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from bullwhip.network.demand import DEMANDS, Constant, Demand
from bullwhip.network.demand.law import LAST, Law
from bullwhip.network.scenario.demand import GivenDemand
from bullwhip.network.scenario.explain import shown
from bullwhip.network.table_model import LONGEST, Fraction, Periods

__all__ = ["LAWS", "LAW_KEYS", "PERIODS_REMEDY", "SHARE_REMEDY", "GivenPeriods", "GivenShare", "is_sound"]

LISTED_KINDS = ("constant", "empirical", "discrete")  # whose values are listed in the file
LAWS = (*LISTED_KINDS, "poisson", "negative-binomial", "gamma", "normal")  # a draw does not depend on the one before
OF_DEMAND = ("season", "trend", "stream", "clip", "by", "dates", "date_format", "start", "returns")
LAW_KEYS = list(
    dict.fromkeys(key for kind in LAWS for key in DEMANDS[kind].model_fields if key not in ("type", *OF_DEMAND))
)  # keys of the tables of laws
PERIODS_REMEDY = "give whole periods, 1 or more"
LISTED = 5  # values that are named each
SHARE_REMEDY = "give shares between 0 and 1"
_KIND: TypeAdapter[Demand] = TypeAdapter(GivenDemand)

LawFault = tuple[tuple[str | int, ...], str, str]  # the key within the table, what was found, the remedy


class _OrLaw:
    """A number of this type, or the table of a law."""

    def __init__(self, number: Any, *, whole: bool) -> None:
        self.number = number
        self.whole = whole

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(
            self.read,
            handler.generate_schema(self.number),
            serialization=core_schema.plain_serializer_function_ser_schema(_written, info_arg=True),
        )

    def read(self, given: Any, number: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """The number, or the law.  Raises ValidationError."""
        if not isinstance(given, dict):
            return number(given)
        kind = _KIND.validate_python(given, context=info.context)
        wrong = list(_faults(kind, whole=self.whole))
        if wrong:
            raise ValidationError.from_exception_data(
                "law", [InitErrorDetails(type=_refusal(*said), loc=said[0], input=given) for said in wrong]
            )
        return Law(kind, self.whole)


GivenPeriods = Annotated[int | Law, _OrLaw(Annotated[Periods, Field(ge=1)], whole=True)]
GivenShare = Annotated[float | Law, _OrLaw(Fraction, whole=False)]


def is_sound(value: float, *, whole: bool) -> bool:
    """Whether a lead time, or a yield, may be this."""
    return value >= 1 and value % 1 == 0 if whole else 0 <= value <= 1


def _faults(kind: Demand, *, whole: bool) -> Iterator[LawFault]:
    """What is wrong with a kind of demand as a law."""
    shipped, remedy = ":" not in kind.type, PERIODS_REMEDY if whole else SHARE_REMEDY
    if shipped and kind.type not in LAWS:
        yield ("type",), f"{kind.type!r}, whose draws depend on the period", f"give one of {', '.join(LAWS)}"
        return
    for key in OF_DEMAND:
        if key in kind.model_fields_set and (shipped or key in Demand.model_fields):
            yield (key,), f"a {key}, which is of demand alone", "remove it"
    if kind.type in LISTED_KINDS:
        wrong = [(loc, value) for loc, value in _listed(kind) if not is_sound(value, whole=whole)]
        yield from ((loc, shown(value), remedy) for loc, value in wrong[:LISTED])
        if len(wrong) > LISTED:
            yield ("values",), f"{len(wrong) - LISTED:,} more values like these", remedy
    elif shipped and not whole:
        yield ("type",), f"{kind.type!r}, which has no upper end", f"give one of {', '.join(LISTED_KINDS)}"
    else:
        yield from _ends(kind, whole, remedy)


def _listed(kind: Demand) -> list[tuple[tuple[str | int, ...], float]]:
    """The values that a table lists, with their places in it."""
    if isinstance(kind, Constant):
        return [(("value",), kind.value)]
    values: tuple[float, ...] = vars(kind)["values"]
    return [(("values", at), value) for at, value in enumerate(values)]


def _ends(kind: Demand, whole: bool, remedy: str) -> Iterator[LawFault]:
    """What is wrong with the least and the largest draw of a formula."""
    least, largest = Law(kind, whole=False).quantile(np.array([1.0 - LAST, LAST])).tolist()
    if not np.isfinite([least, largest]).all():
        yield (), "a quantile that is no finite number", remedy
    elif not whole and not 0 <= least <= largest <= 1:
        yield (), f"draws from {least:g} to {largest:g}", remedy
    elif whole and largest > LONGEST:
        yield (), f"draws up to {largest:,.0f} periods", f"give a law whose draws are at most {LONGEST:,} periods"


def _refusal(loc: tuple[str | int, ...], found: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("bullwhip", "{found}; {remedy}", {"found": found, "remedy": remedy})


def _written(value: Any, info: SerializationInfo) -> Any:
    """The table of a law as it was given."""
    if not isinstance(value, Law):
        return value
    return value.kind.model_dump(mode=info.mode, exclude_unset=info.exclude_unset)
