"""All keys of a scenario file as a page to read, made from its JSON schema, where every key is described once."""

from collections.abc import Iterator, Mapping
from typing import Any

from bullwhip.server.key_examples import EXAMPLES
from bullwhip.server.key_notes import NOTES

__all__ = ["key_list"]

Json = Mapping[str, Any]
SECTIONS = (
    ("Scenario", "The top of the file"),
    ("Site", "`[[site]]`: a place"),
    ("Lane", "`[[lane]]`: a way by which a site is replenished"),
    ("PriceChange", "`price_changes`: a list of such tables"),
    ("Discount", "`discounts`: a list of such tables"),
    ("Goodwill", "`goodwill`: how customers remember"),
    ("Disruption", "`[[disruption]]`: something that happens to the network"),
    ("Chance", "`chance`: on and off by chance"),
    ("Recovery", "`recovery`: how it goes away"),
    ("Share", "`share` as a table"),
)
LIMITS = (
    "These are the site's: where another rule takes the place of this one (`compare`, `rules=`, an agent, a bot), they",
    "stay, unless it gives its own (a very large `cap` lifts one). They act in this order: an order below zero is cut",
    "at zero, unless `negative` is true; one above zero is raised to the minimum, rounded up to a multiple, and cut at",
    "the cap, or at the largest multiple within it. Where units are whole, it is rounded after that.",
)
LAWS = (
    'A law is the table of a [demand](#demand-what-customers-ask-for): `lead_time = { type = "poisson", mean = 3 }`,',
    '`{ type = "empirical", file = "record.csv", column = "days" }`, or one of your own. It is of the type',
    "`constant`, `empirical` or `discrete`, whose values are listed; or, a lead time alone, `poisson`,",
    "`negative-binomial`, `gamma` or `normal`; or `module:Class`. It has neither `season`, `trend` nor `stream`. From",
    "a file it takes one value of each row, whatever its date; where a cell is empty, nothing was recorded. Lead",
    "times are whole: listed values must be 1 or more, what a formula draws is rounded, halves up, and is 1 at least.",
    "Yields are 0 to 1. What is drawn less often than once in 1,000,000,000 is cut off: the largest draw is the 1 -",
    "1e-9 quantile.",
)
SOURCING = (
    "A site, or one of its items, that several lanes lead to needs one, unless its rule orders by lane (`dual-index`,",
    '`base-surge`, or one of your own). `sourcing = { type = "priority" }`, or `sourcing = "priority"`. Lanes are',
    'named by the site that ships, or by the site itself where it makes the item; what has no `from` is "outside". The',
    "order for each lane is then raised to the lane's `minimum` and rounded up to its `multiple`.",
)
FORECASTS = "forecast-order-up-to."  # forecasts are described with the first rule that takes one


def key_list(made: Json) -> str:
    """The Markdown page of a schema (`bullwhip.network.scenario.schema`, with the rules' schemas)."""
    parts: Json = made["$defs"]
    lines = [
        "# Keys of a scenario file",
        "",
        "Made by `bullwhip schema --markdown`. Defaults are in brackets; a key without one must be given. At the end",
        "are [what happens in a period, exactly](#what-happens-exactly), and examples: [several items at a",
        "site](#example-several-items-at-a-site), [a recipe and a capacity](#example-a-recipe-and-a-capacity),",
        "[lanes in a list](#example-lanes-in-a-list), [a network from CSV tables](#example-a-network-from-csv-tables)",
        "and [demand as it was recorded](#example-demand-as-it-was-recorded).",
    ]
    for name, title in SECTIONS:
        lines += section(title, made if name == "Scenario" else parts[name], 2)
    lines += ["", "## `lead_time`, `yield`, `every` and `lasts` as laws", "", *LAWS]
    lines += ["", "## `sourcing`: how orders are split over several lanes", "", *SOURCING]
    for keys in _of_kind(parts, "Sourcing"):
        lines += section(f"`{keys['properties']['type']['const']}`", keys, 3)
    demands = {keys["properties"]["type"]["const"]: keys for keys in _of_kind(parts, "Demand")}
    lines += ["", "## `demand`: what customers ask for", ""]
    lines += ['`demand = { type = "poisson", mean = 10 }`, or `module:Class` of your own, with its keys. A list of']
    lines += ["such tables adds up. On any of them:", ""]
    shared = _shared(list(demands.values()))
    lines += table(next(iter(demands.values())), only=shared)
    for kind, keys in demands.items():
        lines += section(f"`{kind}`", keys, 3, skip=shared)
    rules = {name.removeprefix("Rule "): keys for name, keys in parts.items() if name.startswith("Rule ")}
    shared = _shared(list(rules.values()))
    lines += ["", "## `rule`: how a site orders", ""]
    lines += ['`rule = { type = "order-up-to", level = 40 }`, or `module:Class` of your own. On any of them:', ""]
    lines += table(next(iter(rules.values())), only=shared)
    lines += ["", *LIMITS]
    for kind, keys in rules.items():
        lines += section(f"`{kind}`", keys, 3, skip=shared)
    forecasts = [keys for name, keys in parts.items() if name.startswith(FORECASTS)]
    lines += ["", "## `forecast`: what a rule expects", ""]
    lines += ['`forecast = { type = "exponential", alpha = 0.2 }`, a part of a rule. On any of them:', ""]
    shared = _shared(forecasts)
    lines += table(forecasts[0], only=shared)
    for keys in forecasts:
        lines += section(f"`{keys['properties']['type']['const']}`", keys, 3, skip=shared)
    return "\n".join(lines) + "\n" + NOTES + EXAMPLES


def section(title: str, keys: Json, depth: int, skip: frozenset[str] = frozenset()) -> list[str]:
    """A heading, what the table is, and its keys."""
    head = ["", f"{'#' * depth} {title}", "", *str(keys.get("description", "")).splitlines()]
    own = frozenset(keys["properties"]) - skip
    return head + (["", *table(keys, own)] if own else [])


def table(keys: Json, only: frozenset[str]) -> list[str]:
    """Keys and what they mean."""
    rows = [
        f"| `{name}` | {' '.join(str(key.get('description', '')).split())} | {key.get('unit', '')} |"
        for name, key in keys["properties"].items()
        if name in only and name != "type"
    ]
    return ["| key | meaning | unit |", "|---|---|---|", *rows] if rows else []


def _of_kind(parts: Json, name: str) -> Iterator[Json]:
    """The members of a union that are shipped."""
    for member in parts[name].get("oneOf", parts[name].get("anyOf")):
        if "$ref" in member:
            yield parts[member["$ref"].removeprefix("#/$defs/")]


def _shared(tables: list[Json]) -> frozenset[str]:
    """Keys that all of these take."""
    return frozenset.intersection(*(frozenset(keys["properties"]) for keys in tables))
