"""What every table of a scenario file has in common, and the kinds of values that its keys take."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "LONGEST",
    "MOST",
    "Amount",
    "Fraction",
    "More",
    "Name",
    "Number",
    "Periods",
    "Rank",
    "Rate",
    "TableModel",
    "key",
]

MOST = 1e15  # whole numbers up to about 9e15 are exact in a float64; sums of a few of these still are
LONGEST = 10_000  # periods; a delay takes memory for every period it lasts


def key(text: str, unit: str = "", default: Any = ..., **limits: Any) -> Any:
    """A key of a table: what it means, its unit, its default.  The docs and the schema are made from this."""
    return Field(default, description=text, json_schema_extra={"unit": unit} if unit else None, **limits)


class TableModel(BaseModel):
    """A frozen table without unknown keys, where a number is a number: no text, no true or false, no NaN."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        serialize_by_alias=True,
    )


Name = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[float, Field(ge=-MOST, le=MOST)]
Amount = Annotated[float, Field(ge=0, le=MOST)]  # units, or money: 0 or more
More = Annotated[float, Field(gt=0, le=MOST)]
Rate = Annotated[float, Field(ge=0, le=MOST)]  # money per unit and period: 0 or more
Fraction = Annotated[float, Field(ge=0, le=1)]
Periods = Annotated[int, Field(ge=0, le=LONGEST)]
Rank = Annotated[int, Field(ge=-(10**9), le=10**9)]
