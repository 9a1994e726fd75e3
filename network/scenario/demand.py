"""Demand as a scenario file writes it: a table whose `type` says of which kind it is, shipped or one's own."""

import functools
import inspect
import operator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, ValidationError, ValidationInfo, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from bullwhip.network.demand import DEMANDS, Demand
from bullwhip.network.errors import Fault, FaultyTable, suggest
from bullwhip.network.own_code import imported, refuse_hidden
from bullwhip.network.scenario.explain import keys_of, table_faults

__all__ = ["GivenDemand", "Trust"]


@dataclass(frozen=True)
class Trust:
    """Whether tables may name code of one's own, and the folder where it is meant to lie: a validation's context."""

    code: bool
    folder: Path | None = None


class _OfItsKind:
    """Makes a demand of the kind that its table names."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        union: Any = functools.reduce(operator.or_, DEMANDS.values())
        return core_schema.with_info_wrap_validator_function(
            _demand_of,
            handler.generate_schema(Annotated[union, Field(discriminator="type")]),
            serialization=core_schema.simple_ser_schema("any"),  # with the keys of its own kind
        )


GivenDemand = Annotated[Demand, _OfItsKind()]


def _demand_of(given: Any, shipped: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Demand:
    """The demand of a table; without a `Trust` that allows it no code of one's own is imported."""
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(kind, str) or ":" not in kind:
        made: Demand = shipped(given)
        return made
    try:
        cls = _own_kind(kind, info.context or Trust(code=False))
        return cls.model_validate(given)
    except FaultyTable as error:
        faults = list(error.faults)
    except ValidationError as error:
        faults = table_faults(error, keys_of(cls))
    raise ValidationError.from_exception_data(
        kind, [InitErrorDetails(type=_refusal(fault), loc=(), input=given) for fault in faults]
    )


def _own_kind(kind: str, trust: Trust) -> type[Demand]:
    """A user's own kind of demand, by its import path.  Raises FaultyTable."""
    if not trust.code:
        found = f"{kind!r}, a kind of demand by its import path"
        remedy = f"give a shipped kind: this file is not trusted with code; {suggest(kind, DEMANDS)}"
        raise FaultyTable(Fault(key="type", found=found, remedy=remedy))
    cls = imported(kind)
    if trust.folder is not None:
        refuse_hidden(kind, trust.folder)
    if not (isinstance(cls, type) and issubclass(cls, Demand)) or not _is_complete(cls):
        found = f"{kind!r}, which is no kind of demand"
        remedy = "derive it from bullwhip.Demand, with means, error_variance and quantile"
        raise FaultyTable(Fault(key="type", found=found, remedy=remedy))
    return cls


def _is_complete(cls: type[Demand]) -> bool:
    return not inspect.isabstract(cls) and (cls.group is not Demand.group or cls.quantile is not Demand.quantile)


def _refusal(fault: Fault) -> PydanticCustomError:
    """A fault of a table as one of pydantic's errors, its key given within the table."""
    context = {"found": fault.found, "remedy": fault.remedy} | ({"key": fault.key} if fault.key else {})
    return PydanticCustomError(
        "bullwhip" if fault.kind == "illegal" else "bullwhip_malformed", "{found}; {remedy}", context
    )
