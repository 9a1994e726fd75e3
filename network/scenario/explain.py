"""Pydantic's errors in our words: what was found, and what would be right."""

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bullwhip.network.errors import Fault, near_miss, suggest

__all__ = ["UNKNOWN_KEY", "explain", "keys_of", "meant_key", "no_rule", "shown", "table_faults"]

UNKNOWN_KEY = "an unknown key"
NONE_KNOWN: Mapping[str, FieldInfo | None] = MappingProxyType({})

Says = Callable[[ErrorDetails, FieldInfo | None], tuple[str, str]]


def shown(value: Any) -> str:
    """A value as the file has it, cut short: 'abc' in quotes, true, 3, nan."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case float() if math.isfinite(value) and value == int(value):
            return f"{value:.0f}" if abs(value) < 1e16 else f"{value:g}"
        case int() | float():
            text = f"{value}" if isinstance(value, float) or abs(value) < 10**30 else "a very large number"
        case dict():
            text = "a table"
        case list() | tuple():
            text = "a list" if value else "an empty list"
        case _:
            text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def keys_of(model: Any) -> dict[str, FieldInfo]:
    """The keys of a table, as files write them."""
    fields: dict[str, FieldInfo] = model.model_fields
    return {field.alias or name: field for name, field in fields.items()}


def explain(error: ErrorDetails, known: Mapping[str, FieldInfo | None]) -> Fault:
    """One of pydantic's errors as a Fault without a place.  `known` holds the keys of the table it is in."""
    path = [str(part) for part in error["loc"] if part != "[key]"]
    kind, says = ANSWERS.get(error["type"], ("illegal", other))
    if error["type"] == "extra_forbidden":
        return Fault(
            found=UNKNOWN_KEY,
            remedy=suggest(path[-1], known, "remove it"),
            key=".".join(path),
            kind="malformed",
        )
    field = next((known[part] for part in reversed(path) if part in known), None)
    found, remedy = says(error, field)
    return Fault(
        found=found,
        remedy=remedy,
        key=".".join(path),
        kind="malformed" if kind == "malformed" else "illegal",
    )


def table_faults(error: ValidationError, known: Mapping[str, FieldInfo | None] = NONE_KNOWN) -> list[Fault]:
    """The faults of a table that pydantic refused, their keys given within the table.

    `known` has the table's keys by name, so that a misspelt one gets a "did you mean".
    """
    details = error.errors(include_url=False)
    meant = {(*detail["loc"][:-1], meant_key(detail, known)) for detail in details}
    return [explain(detail, known) for detail in details if detail["type"] != "missing" or detail["loc"] not in meant]


def meant_key(detail: ErrorDetails, known: Iterable[str]) -> str | None:
    """The key that a misspelt one was meant to be: that it is missing as well need not be said."""
    return near_miss(str(detail["loc"][-1]), known) if detail["type"] == "extra_forbidden" else None


def with_unit(text: str, field: FieldInfo | None) -> str:
    extra = field.json_schema_extra if field is not None else None
    unit = extra.get("unit") if isinstance(extra, dict) else None
    if not unit:
        return text
    if unit not in ("units", "periods"):
        return f"{text} ({unit})"
    return f"{text} of {unit}" if text.endswith("number") else f"{text} {unit}"


def limit(words: str, name: str) -> Says:
    def says(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
        bound = error.get("ctx", {})[name]
        return shown(error["input"]), with_unit(f"give {words.format(shown(bound))}", field)

    return says


def expected(what: str, remedy: str) -> Says:
    def says(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
        found = shown(error["input"])
        if error["input"] is None:
            return found, remedy
        if error["input"] == "" and "number" in remedy:
            return "an empty entry", with_unit(remedy, field)
        if what == "not a number" and isinstance(error["input"], int) and not isinstance(error["input"], bool):
            return found, "give a smaller number"  # it does not fit into a float
        if what == "not a whole number" and found.lstrip("-").isdigit() and isinstance(error["input"], float):
            return f"{error['input']}, written as a fraction", f"give {found}"
        return f"{found}, which is {what}", with_unit(remedy, field) if "number" in remedy else remedy

    return says


def missing(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
    name = str(error["loc"][-1])
    if field is None or not field.description:
        return "nothing", f"add {name}"
    text = field.description.split(" [")[0].split(". ")[0].rstrip(".")
    return "nothing", f"add {name} ({text[0].lower()}{text[1:]})"


def choice(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
    context = error.get("ctx", {})
    listed = context.get("expected") or context.get("expected_tags") or ""
    choices = [word.strip().strip("'\"") for word in listed.replace(" or ", ", ").split(",")]
    given = error["input"]
    if "tag" in context:  # of a table's type, which stands in the tag as a text, whatever it is
        given = given.get("type", context["tag"]) if isinstance(given, dict) else context["tag"]
    if not isinstance(given, str):
        return shown(given), f"give one of {', '.join(choices)}"
    return f"{shown(given)}, which is unknown", suggest(given, choices)


def no_type(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
    table = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "")
    return "no type", f"add type, the kind of {table}"


def no_rule(kind: object) -> Fault:
    """The fault of a rule's table whose type is no text."""
    if kind is None:
        return Fault(key="type", found="no type", remedy="add type, the name of a rule", kind="malformed")
    found = f"{shown(kind)}, which is not a text"
    return Fault(key="type", found=found, remedy="give the name of a rule, in quotes", kind="malformed")


def too_few(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
    if error.get("ctx", {}).get("field_type") == "Dictionary":
        return "an empty table", "give one or more entries, or leave it out"
    return "no values", "give one or more, or a file that has them"


def ours(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
    context = error.get("ctx", {})
    return str(context["found"]), str(context["remedy"])


def other(error: ErrorDetails, field: FieldInfo | None) -> tuple[str, str]:
    return shown(error["input"]), error["msg"][:1].lower() + error["msg"][1:]


NUMBER = ("malformed", expected("not a number", "give a number"))
WHOLE = ("malformed", expected("not a whole number", "give a whole number"))
TEXT = ("malformed", expected("not a text", "put it in quotes"))
TABLE = ("malformed", expected("not a table", "give a table: { key = value, ... }"))
LIST = ("malformed", expected("not a list", "put it in brackets: [ ... ]"))
UNKNOWN = ("malformed", choice)

ANSWERS: dict[str, tuple[str, Says]] = {
    "bool_type": ("malformed", expected("neither true nor false", "give true or false, without quotes")),
    "bullwhip": ("illegal", ours),
    "bullwhip_malformed": ("malformed", ours),
    "dict_type": TABLE,
    "finite_number": ("malformed", expected("not a finite number", "give a number")),
    "float_parsing": NUMBER,
    "float_type": NUMBER,
    "greater_than": ("illegal", limit("more than {}", "gt")),
    "greater_than_equal": ("illegal", limit("{} or more", "ge")),
    "int_from_float": WHOLE,
    "int_parsing": WHOLE,
    "int_type": WHOLE,
    "less_than": ("illegal", limit("less than {}", "lt")),
    "less_than_equal": ("illegal", limit("at most {}", "le")),
    "list_type": LIST,
    "literal_error": UNKNOWN,
    "missing": ("malformed", missing),
    "model_attributes_type": TABLE,
    "model_type": TABLE,
    "string_too_long": ("illegal", expected("too long", "give a shorter text")),
    "string_too_short": ("illegal", lambda error, field: ("an empty text", "give a name")),
    "string_type": TEXT,
    "too_short": ("illegal", too_few),
    "tuple_type": LIST,
    "union_tag_invalid": UNKNOWN,
    "union_tag_not_found": ("malformed", no_type),
}
