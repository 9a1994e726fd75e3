"""Rules as a scenario file writes them: a table with `type` and the rule's parameters.

The keys of a table, their limits and their texts come from the rule's dataclass itself, so that a rule of your own can
be used from a file like ours, by `type = "module:Class"`.
"""

from __future__ import annotations

import ast
import functools
import inspect
import operator
import textwrap
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, Field, ValidationError, create_model

from bullwhip.agents.rules import RULES
from bullwhip.agents.rules.forecasts import FORECASTS, Forecast
from bullwhip.agents.rules.rule import Rule
from bullwhip.network.errors import Fault, FaultyTable, suggest
from bullwhip.network.own_code import imported
from bullwhip.network.scenario.explain import no_rule, shown, table_faults
from bullwhip.network.table_model import Number, TableModel

__all__ = ["check_parameters", "check_rule", "rule_from", "rule_schemas", "table_of"]

UNTRUSTED = "give a shipped rule: what comes from others runs no code"


def rule_from(table: Mapping[str, Any], whole_units: bool = False, *, trusted: bool = True) -> Rule:
    """The rule that a table describes, in a scenario whose units are whole or not.  Raises FaultyTable.

    Where the table is not trusted, as it comes from others, it must be of a shipped rule: nothing is imported.
    """
    kind = table.get("type")
    if not isinstance(kind, str):
        raise FaultyTable(no_rule(kind))
    cls = RULES.get(kind) or _imported(kind, trusted)
    made = _validated(cls, table)
    try:
        rule = _build(cls, made)
    except (TypeError, ValueError) as error:  # a rule of one's own may check its parameters itself
        raise FaultyTable(Fault(found=f"parameters that {kind} refuses ({error})", remedy="give others")) from None
    assert isinstance(rule, Rule)
    _refuse(rule.faults(whole_units))
    return rule


def check_rule(table: Mapping[str, Any], whole_units: bool) -> None:
    """Raise FaultyTable if the table describes no rule; what `bullwhip.network.scenario.read` wants to be handed."""
    rule_from(table, whole_units)


def check_parameters(rule: Rule, whole_units: bool) -> None:
    """Raise FaultyTable if a rule, made in Python, has parameters that no file may give it.

    Of a rule of one's own these are the keys that every rule takes, and what it says itself.
    """
    known = type(rule) if type(rule) in _kinds() else Rule
    forecasts = [vars(rule)[field.name] for field in fields(known) if field.name == "forecast"]
    if forecasts and not isinstance(forecasts[0], Forecast):  # a name will do in a table alone
        remedy = "give a forecast, such as MovingAverage(window=4)"
        raise FaultyTable(Fault(key="forecast", found=shown(forecasts[0]), remedy=remedy))
    _validated(known, {"type": _kinds().get(known, ""), **_keys_of(rule, known)})
    _refuse(rule.faults(whole_units))


def table_of(part: Any) -> dict[str, Any]:
    """The table that would make a shipped rule, or a forecast; what it would have anyway is left out."""
    return {"type": _kinds()[type(part)], **_keys_of(part, type(part))}


def _keys_of(part: Any, cls: type) -> dict[str, Any]:
    """The parameters of a rule or a forecast that its class knows and has not by default, as a table gives them."""
    keys: dict[str, Any] = {}
    for field in fields(cls):
        value = getattr(part, field.name)
        value = value.tolist() if isinstance(value, np.generic | np.ndarray) else value
        if field.default is not MISSING and value == field.default:
            continue
        keys[field.name] = table_of(value) if type(value) in _kinds() else value
    return keys


def _refuse(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise FaultyTable(*found)


def _validated(cls: type, table: Mapping[str, Any]) -> BaseModel:
    """The values of a rule's table.  Raises FaultyTable."""
    model = _table_of(cls)
    listed = {key: _as_tuples(value) for key, value in table.items()}
    try:
        return model.model_validate(listed)
    except ValidationError as error:
        tags = {*FORECASTS}
        known = dict.fromkeys([*model.model_fields, *_forecast_keys(table)])
        raise FaultyTable(*(_without_tag(fault, tags) for fault in table_faults(error, known))) from None


def _as_tuples(value: Any) -> Any:
    """Lists as parameters have them, lists in lists as well."""
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value


@functools.cache
def _kinds() -> Mapping[type, str]:
    """The names of shipped rules and forecasts."""
    return {cls: name for name, cls in RULES.items()} | {cls: name for name, cls in FORECASTS.items()}


def rule_schemas() -> dict[str, dict[str, Any]]:
    """The JSON schema of every shipped rule's table, by its name in scenario files."""
    return {name: _table_of(cls, name).model_json_schema() for name, cls in RULES.items()}


def _imported(kind: str, trusted: bool) -> type[Rule]:
    """A user's own rule, by its import path."""
    if ":" not in kind:
        raise FaultyTable(Fault(key="type", found=f"the unknown rule {kind!r}", remedy=suggest(kind, RULES)))
    if not trusted:
        found = f"{kind!r}, a rule by its import path"
        raise FaultyTable(Fault(key="type", found=found, remedy=f"{UNTRUSTED}; {suggest(kind, RULES)}"))
    cls = imported(kind)
    if not (isinstance(cls, type) and issubclass(cls, Rule)) or inspect.isabstract(cls):
        raise FaultyTable(
            Fault(
                key="type",
                found=f"{kind!r}, which is no rule",
                remedy="derive it from bullwhip.Rule, with an order method",
            )
        )
    return cls


@functools.cache
def _table_of(cls: type, name: str | None = None) -> type[BaseModel]:
    """The table that describes a rule or a forecast: one key a parameter."""
    hints = typing.get_type_hints(cls, include_extras=True)
    texts = _texts_of(cls)
    keys: dict[str, Any] = {"type": (Literal[name] if name else str, ...)}
    for field in fields(cls):
        default = ... if field.default is MISSING else field.default
        hint = hints[field.name]
        annotation = _forecast_table() if hint is Forecast else _within_limits(hint)
        keys[field.name] = (annotation, Field(default, description=texts.get(field.name)))
    made: type[BaseModel] = create_model(cls.__name__, __base__=TableModel, __doc__=inspect.getdoc(cls), **keys)
    return made


def _within_limits(hint: Any) -> Any:
    """The type of a parameter, with the limits that all numbers of a scenario have."""
    if hint is float:
        return Number
    parts = tuple(map(_within_limits, typing.get_args(hint)))
    if typing.get_origin(hint) is Annotated:
        return Annotated[_within_limits(hint.__origin__), *hint.__metadata__]
    if typing.get_origin(hint) is tuple:
        return tuple[parts]  # type: ignore[valid-type]
    return functools.reduce(operator.or_, parts) if isinstance(hint, types.UnionType) else hint


@functools.cache
def _forecast_table() -> Any:
    """The table of any forecast; one without parameters may be written as its bare name."""
    union: Any = functools.reduce(operator.or_, (_table_of(cls, name) for name, cls in FORECASTS.items()))
    bare = BeforeValidator(lambda given: {"type": given} if isinstance(given, str) else given)
    return Annotated[union, Field(discriminator="type"), bare]


def _forecast_keys(table: Mapping[str, Any]) -> list[str]:
    forecast = table.get("forecast")
    cls = FORECASTS.get(str(forecast.get("type"))) if isinstance(forecast, Mapping) else None
    return [field.name for field in fields(cls)] if cls else []


def _without_tag(fault: Fault, tags: set[str]) -> Fault:
    """Pydantic puts the name of a forecast into the path to its keys; the file does not."""
    key = ".".join(part for part in fault.key.split(".") if part not in tags)
    return Fault(found=fault.found, remedy=fault.remedy, key=key, kind=fault.kind)


def _build(cls: type, made: BaseModel) -> Any:
    """The dataclass with the values of its table."""
    given: dict[str, Any] = {}
    for name in made.model_fields_set - {"type"}:
        value: Any = getattr(made, name)
        given[name] = _build(FORECASTS[value.type], value) if name == "forecast" else value
    return cls(**given)


@functools.cache
def _texts_of(cls: type) -> dict[str, str]:
    """The docstrings under a dataclass's parameters, its own and inherited ones."""
    texts: dict[str, str] = {}
    for part in reversed(cls.__mro__):
        if "__dataclass_fields__" not in vars(part):
            continue
        try:
            body = ast.parse(textwrap.dedent(inspect.getsource(part))).body[0]
        except (OSError, TypeError):  # made at a prompt: there is no source to read
            continue
        assert isinstance(body, ast.ClassDef)
        for before, after in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(before, ast.AnnAssign)
                and isinstance(after, ast.Expr)
                and isinstance(before.target, ast.Name)
                and isinstance(after.value, ast.Constant)
            ):
                texts[before.target.id] = " ".join(str(after.value.value).split())
    return texts
