"""The JSON schema: every key described, what files may write, rules merged in."""

import json
import re
from typing import Any

import pytest

from bullwhip.network.demand import DEMANDS
from bullwhip.network.scenario import Lane, Scenario, Share, Site, StockTerms, schema
from bullwhip.network.scenario.columns import COLUMNS
from bullwhip.network.scenario.disruption import Chance, Disruption, Recovery
from bullwhip.network.scenario.explain import keys_of
from bullwhip.network.scenario.laws import LAWS
from bullwhip.network.scenario.prices import Discount, PriceChange
from bullwhip.network.scenario.sites import Goodwill
from bullwhip.network.scenario.sourcing import SOURCINGS
from bullwhip.network.table_model import LONGEST

RULES: dict[str, dict[str, Any]] = {
    "order-up-to": {
        "type": "object",
        "properties": {"level": {"type": "number"}, "forecast": {"$ref": "#/$defs/Forecast"}},
        "required": ["level"],
        "$defs": {"Forecast": {"type": "object"}},
    },
    "pass-on": {"type": "object"},
}


@pytest.mark.parametrize(
    "model",
    [
        *(Scenario, Share, Site, StockTerms, Goodwill, Lane, PriceChange, Discount, Disruption, Chance, Recovery),
        *SOURCINGS.values(),
        *DEMANDS.values(),
    ],
)
def test_every_key_is_described_with_its_default(model: type[Any]) -> None:
    assert model.__doc__
    for name, field in keys_of(model).items():
        assert field.description, name
        assert re.search(r"[.\]]$", field.description), name
        listed = name in ("site", "lane", "values")  # these say themselves when they may be left out
        assert field.is_required() or listed or re.search(r" \[.+\]$", field.description), name


def test_it_is_json_that_describes_the_files_keys() -> None:
    made = json.loads(json.dumps(schema()))
    assert made["$schema"].startswith("https://json-schema.org/")
    assert set(made["properties"]) == {*keys_of(Scenario), "sites", "lanes", "recipes", "demand", "disruptions"}
    assert made["properties"]["lanes"]["type"] == "string"
    assert made["required"] == ["name", "periods"]
    assert made["$defs"]["Lane"]["required"] == ["to", "lead_time"]
    assert "from" in made["$defs"]["Lane"]["properties"]
    lead_time = made["$defs"]["Lane"]["properties"]["lead_time"]
    assert lead_time["anyOf"] == [
        {"type": "integer", "minimum": 1, "maximum": LONGEST},
        {"$ref": "#/$defs/Law"},
    ]
    assert lead_time["unit"] == "periods"
    assert made["$defs"]["Lane"]["properties"]["yield"]["anyOf"][0] == {
        "type": "number", "minimum": 0, "maximum": 1, "default": 1.0,
    }  # fmt: skip
    *kinds, own = made["$defs"]["Law"]["anyOf"]
    assert [part["$ref"] for part in kinds] == [f"#/$defs/{DEMANDS[name].__name__}" for name in LAWS]
    assert own["properties"]["type"]["pattern"] == ":"
    assert made["additionalProperties"] is False


def test_short_forms_are_allowed() -> None:
    made = schema(RULES)
    keys = made["$defs"]["Site"]["properties"]
    assert keys["demand"]["anyOf"] == [
        {"$ref": "#/$defs/Demand"},
        {"type": "array", "items": {"$ref": "#/$defs/Demand"}},
    ]
    assert keys["rule"] == {"title": "Rule", "description": keys["rule"]["description"], "$ref": "#/$defs/Rule"}
    assert keys["sourcing"]["$ref"] == "#/$defs/Sourcing"
    *kinds, bare = made["$defs"]["Sourcing"]["anyOf"]
    assert [part["$ref"] for part in kinds] == [f"#/$defs/{kind.__name__}" for kind in SOURCINGS.values()]
    assert bare["enum"] == list(SOURCINGS)
    assert made["properties"]["share"]["anyOf"][1]["items"] == {"enum": ["demand", "stock"]}
    assert set(made["$defs"]["Demand"]["discriminator"]["mapping"]) == set(DEMANDS)
    *shipped, own = made["$defs"]["Demand"]["oneOf"]
    assert [part["$ref"] for part in shipped] == [f"#/$defs/{kind.__name__}" for kind in DEMANDS.values()]
    assert own["properties"]["type"]["pattern"] == ":"
    assert made["$defs"]["Series"]["oneOf"] == [{"required": ["values"]}, {"required": ["file"]}]


def test_rules_are_merged_in() -> None:
    parts = schema(RULES)["$defs"]
    rule = parts["Rule order-up-to"]
    assert rule["properties"]["type"] == {"const": "order-up-to"}
    assert rule["required"] == ["level", "type"]
    assert rule["properties"]["forecast"] == {"$ref": "#/$defs/order-up-to.Forecast"}
    assert parts["order-up-to.Forecast"] == {"type": "object"}
    *tables, own, bare = parts["Rule"]["anyOf"]
    assert [table["$ref"] for table in tables] == ["#/$defs/Rule order-up-to", "#/$defs/Rule pass-on"]
    assert own["properties"]["type"]["pattern"] == ":"
    assert bare["anyOf"] == [{"enum": ["order-up-to", "pass-on"]}, {"pattern": ":"}]


@pytest.mark.parametrize("rules", [None, RULES])
def test_every_reference_leads_somewhere(rules: dict[str, dict[str, Any]] | None) -> None:
    made = schema(rules)
    text = json.dumps(made)
    references = set(re.findall(r'"#/\$defs/([^"]+)"', text))
    assert references == set(made["$defs"])


def test_columns_are_the_keys_of_the_tables() -> None:
    laws = [name for name in COLUMNS["lanes"] if "." in name]
    assert COLUMNS["lanes"] == [*keys_of(Lane), *laws]
    assert {"lead_time.type", "lead_time.mean", "lead_time.weights", "yield.file", "yield.column"} < set(laws)
    nested = {"items", "demand"}
    assert set(keys_of(Site)) - nested < set(COLUMNS["sites"])
    assert {f"demand.{name}" for name in COLUMNS["demand"][2:]} < set(COLUMNS["sites"])
