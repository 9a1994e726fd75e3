"""Scenario files: what a supply network is, read from TOML and CSV, checked once, at this edge.

`read` gives a frozen `Scenario` or raises a `ScenarioError` that lists every fault of the file.  Nothing
behind it reads files or checks again.  Rule tables stay plain tables: whoever knows the rules hands in a
check for them.
"""

from bullwhip.network.scenario.catalogue import scenarios, shipped
from bullwhip.network.scenario.demand import GivenDemand
from bullwhip.network.scenario.explain import table_faults
from bullwhip.network.scenario.hints import hints
from bullwhip.network.scenario.json_schema import schema
from bullwhip.network.scenario.lanes import ItemLane, Lane
from bullwhip.network.scenario.model import Share
from bullwhip.network.scenario.origin import RuleCheck
from bullwhip.network.scenario.scenario import Scenario, faults, read, read_text
from bullwhip.network.scenario.sites import Site, Stockpoint, StockTerms

__all__ = [
    "GivenDemand",
    "ItemLane",
    "Lane",
    "RuleCheck",
    "Scenario",
    "Share",
    "Site",
    "StockTerms",
    "Stockpoint",
    "faults",
    "hints",
    "read",
    "read_text",
    "scenarios",
    "schema",
    "shipped",
    "table_faults",
]
