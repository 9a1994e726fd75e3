"""The JSON schema of scenario files, for editors and for the docs.

It is made from the models, so that every key is described once; what files may write more shortly than the
models (the bare name of a rule, a single demand, CSV tables) is added here.
"""

from collections.abc import Mapping
from typing import Any

from bullwhip.network.demand import RECORDED
from bullwhip.network.scenario.laws import LAWS
from bullwhip.network.scenario.scenario import Scenario
from bullwhip.network.scenario.sourcing import SOURCINGS

__all__ = ["schema"]

Json = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OWN_KIND: Json = {
    "description": "A kind of demand of your own, by its import path, with its keys.",
    "type": "object",
    "properties": {"type": {"type": "string", "pattern": ":"}},
    "required": ["type"],
}
CSV_KEYS = {
    "sites": "CSV file with a row for each site, or for each item of a site (column `item`); columns are named"
    " like a site's keys, nested ones with dots (rule.level, demand.mean, sourcing.shares.mill, uses.car)."
    " They follow the [[site]] tables.",
    "lanes": "CSV file with a row for each lane; columns are named like a lane's keys, nested ones with dots"
    " (recipe.bolt, lead_time.mean); the entries of a list are separated by `;`, and those of price_changes and"
    " discounts are written `13:9.5`. They follow the [[lane]] tables.",
    "recipes": "CSV file with a row for each input of each item that is made: columns site, item, input, units (of the"
    " input, for one unit of the item). The lanes to that site that name the item and no `from` get the recipe; where"
    " there is none, the item is made within one period.",
    "disruptions": "CSV file with a row for each disruption; columns are named like its keys, nested ones with dots"
    " (chance.down, recovery.shape, every.mean); several sites, regions, items or periods are separated by `;`. They"
    " follow the [[disruption]] tables.",
    "demand": "CSV file with a row for each demand: columns site, item (where the site keeps several), type, and"
    " the keys of that type. Or recorded units: columns date (or period, counted from 1), site, item and units; or a"
    " date and a column for each site, item of the only shop, or site/item (or a row for each, and a column for each"
    " date). A table { file = ... } takes `type` (series or empirical), `by`, `dates`, `date_format`, `start`,"
    " `returns` and `clip` as a `series` does; `sites`, `items` and `units`, the names of these columns; and"
    " `skip_unknown = true`, to pass over sites and items that the scenario does not have. They are added to the sites'"
    " own demands.",
}


def schema(rule_schemas: Mapping[str, Json] | None = None) -> Json:
    """The JSON schema of a scenario file.

    `rule_schemas` holds the schema of each rule's table by the rule's type; without them any table with a
    `type` will do as a rule.
    """
    made: Json = {"$schema": DIALECT, **Scenario.model_json_schema(by_alias=True)}
    parts: Json = made["$defs"]
    for name, text in CSV_KEYS.items():
        made["properties"][name] = {"title": name.title(), "description": text, "type": "string"}
    made["properties"]["demand"]["type"] = ["string", "object"]
    made["properties"]["share"] = widened(
        made["properties"]["share"],
        {"$ref": "#/$defs/Share"},
        {"type": "array", "items": {"enum": ["demand", "stock"]}, "uniqueItems": True},
    )
    add_rules(parts, rule_schemas or {})
    add_demands(parts)
    add_laws(parts)
    shipped = parts["StockTerms"]["properties"]["sourcing"]["anyOf"][0]
    bare = {"description": "The bare name of a kind without keys.", "enum": list(SOURCINGS)}
    parts["Sourcing"] = {"anyOf": [*shipped["oneOf"], bare]}
    for part in ("Site", "StockTerms"):
        keys = parts[part]["properties"]
        keys["rule"] = widened(keys["rule"], {"$ref": "#/$defs/Rule"})
        demand = {"$ref": "#/$defs/Demand"}
        keys["demand"] = widened(keys["demand"], demand, {"type": "array", "items": demand})
        keys["sourcing"] = widened(keys["sourcing"], {"$ref": "#/$defs/Sourcing"})
    return made


def widened(given: Json, *forms: Json) -> Json:
    """A key with its title and description, and these forms in place of its own."""
    kept = {name: given[name] for name in ("title", "description") if name in given}
    return kept | (dict(forms[0]) if len(forms) == 1 else {"anyOf": list(forms)})


def add_rules(parts: Json, rule_schemas: Mapping[str, Json]) -> None:
    """Define what can stand as a rule: the table of a shipped one, its bare name, or one's own."""
    own: Json = {
        "description": "A rule of your own, by its import path, with its parameters.",
        "type": "object",
        "properties": {"type": {"type": "string", "pattern": ":"}} if rule_schemas else {"type": {"type": "string"}},
        "required": ["type"],
    }
    for name, rule in rule_schemas.items():
        parts |= {f"{name}.{inner}": moved(part, name) for inner, part in rule.get("$defs", {}).items()}
        table: Json = moved({key: part for key, part in rule.items() if key != "$defs"}, name)
        table["properties"] = {**table.get("properties", {}), "type": {"const": name}}
        table["required"] = sorted({*table.get("required", []), "type"})
        parts[f"Rule {name}"] = table
    bare: Json = {"description": "The bare name of a rule without parameters, or an import path.", "type": "string"}
    tables = [{"$ref": f"#/$defs/Rule {name}"} for name in rule_schemas]
    if rule_schemas:
        bare["anyOf"] = [{"enum": list(rule_schemas)}, {"pattern": ":"}]
    parts["Rule"] = {"anyOf": [*tables, own, bare]}


def moved(part: Any, owner: str) -> Any:
    """A part of a rule's schema, its references leading to where its definitions have gone."""
    if isinstance(part, Mapping):
        return {key: moved(inner, owner) for key, inner in part.items()}
    if isinstance(part, list):
        return [moved(inner, owner) for inner in part]
    if isinstance(part, str) and part.startswith("#/$defs/"):
        return part.replace("#/$defs/", f"#/$defs/{owner}.", 1)
    return part


def add_laws(parts: Json) -> None:
    """Define what can stand as a law."""
    kinds: Json = parts["StockTerms"]["properties"]["demand"]["items"]["discriminator"]["mapping"]
    law = {"$ref": "#/$defs/Law"}
    parts["Law"] = {"anyOf": [*({"$ref": kinds[name]} for name in LAWS), OWN_KIND]}
    for part, names in (("Lane", ("lead_time", "yield")), ("Disruption", ("every", "lasts"))):
        keys = parts[part]["properties"]
        for name in names:
            number = {key: value for key, value in keys[name].items() if key not in ("title", "description", "unit")}
            kept = {"unit": keys[name]["unit"]} if "unit" in keys[name] else {}
            keys[name] = widened(keys[name], number, law) | kept


def add_demands(parts: Json) -> None:
    """Define what can stand as a demand."""
    shipped: Json = parts["StockTerms"]["properties"]["demand"]["items"]
    for name in RECORDED:
        table = parts[shipped["discriminator"]["mapping"][name].removeprefix("#/$defs/")]
        table["oneOf"] = [{"required": ["values"]}, {"required": ["file"]}]
        table["properties"]["values"].pop("default", None)
    parts["Demand"] = {"oneOf": [*shipped["oneOf"], OWN_KIND], "discriminator": shipped["discriminator"]}
