"""Networks as graphs of networkx: a node for each site, an edge for each lane, with the keys of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.agents.exchange.ignored import Ignored
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Lane, Scenario, Site
from bullwhip.network.scenario.explain import keys_of
from bullwhip.network.scenario.written import tables_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_networkx", "to_networkx"]

OUTSIDE = "outside"  # the node that stands for the outside world, and the attribute that says so
ENDS = {"from", "to"}  # keys of a lane that an edge has by itself


def from_networkx(graph: nx.DiGraph, /, *, ignore: Sequence[str] = (), **keys: Any) -> Scenario:
    """The scenario of a directed graph of networkx, checked in full.

    A node is a site, called as its attribute `name` says, else as the node itself; its other attributes are the keys of
    a site.  An edge is a lane, from the site that ships to the one that receives, with the keys of a lane; edges of a
    MultiDiGraph may carry one item each (`item`).  An edge from a node with the attribute `outside` set is a lane from
    the outside world, one from a site to itself, with a `recipe`, what is made there.  Attributes of the graph are the
    keys of the scenario, and `keys` more of them: `from_networkx(graph, name="Mine", periods=52)`.  Keys within keys
    may be written with dots, `rule.type`, as in CSV tables.  A site without `role` gets one by its place: manufacturer
    where a recipe is, supplier where no edge comes in, retailer where none leaves, else distributor.

    Warns (UserWarning) of every attribute that is no such key, unless `ignore` names it.  Raises BullwhipError for what
    is no directed graph, ScenarioError with all faults.
    """
    if not (hasattr(graph, "is_directed") and hasattr(graph, "nodes")):
        raise BullwhipError(f"graph: found {graph!r}; give a DiGraph or MultiDiGraph of networkx")
    if not graph.is_directed():
        raise BullwhipError("graph: found edges without a direction; give a DiGraph, whose edges lead where goods go")
    ignored = Ignored(ignore)
    top = keys_of(Scenario).keys() - {"site", "lane"}
    document = ignored.known_of("graph", graph.graph, top) | keys
    document.setdefault("name", "Network")
    names = {node: _name(node, attributes) for node, attributes in graph.nodes(data=True)}
    outside = {node for node, attributes in graph.nodes(data=True) if attributes.get(OUTSIDE)}
    document["site"] = []
    for node, attributes in graph.nodes(data=True):
        if node in outside:
            ignored.known_of("node", attributes, {OUTSIDE})
        else:
            known = ignored.known_of("node", attributes, keys_of(Site))
            document["site"].append({"role": _role(graph, node)} | known | {"name": names[node]})
    document["lane"] = []
    for source, target, attributes in _edges(graph):
        made = source == target and any(str(attribute).split(".")[0] == "recipe" for attribute in attributes)
        ends = {"to": names[target]} | ({} if source in outside or made else {"from": names[source]})
        document["lane"].append(ends | ignored.known_of("edge", attributes, keys_of(Lane).keys() - ENDS))
    scenario = load(document)
    ignored.warn("from_networkx")
    return scenario


def to_networkx(scenario: Scenario | str | Path | Mapping[str, Any]) -> nx.MultiDiGraph:
    """A scenario as a graph of networkx, of which `from_networkx` makes the same scenario.

    Nodes are the sites, in order, with their keys; edges the lanes with theirs, whose edge keys are their places in the
    scenario.  The outside world, where lanes come from it, is a node of its own, with the attribute `outside`; a recipe
    is an edge from its site to itself.
    `scenario` is a `Scenario`, a shipped name, a path or a mapping.  Raises ScenarioError for a faulty one.
    """
    import networkx as nx

    tables = tables_of(scenario if isinstance(scenario, Scenario) else load(scenario))
    sites, lanes = tables.pop("site", ()), tables.pop("lane", ())
    graph = nx.MultiDiGraph(**tables)
    for site in sites:
        graph.add_node(site["name"], **{key: value for key, value in site.items() if key != "name"})
    outside = OUTSIDE
    while outside in graph:
        outside = f"({outside})"
    for place, lane in enumerate(lanes):
        terms = {key: value for key, value in lane.items() if key not in ENDS}
        source = lane.get("from") or (lane["to"] if lane.get("recipe") else outside)
        if source == outside:
            graph.add_node(outside, **{OUTSIDE: True})
        graph.add_edge(source, lane["to"], place, **terms)
    return graph


def _name(node: Any, attributes: Mapping[str, Any]) -> str:
    name = attributes.get("name")
    return str(node) if name is None else str(name)


def _role(graph: nx.DiGraph, node: Any) -> str:
    """The role of a site that says none."""
    if graph.has_edge(node, node):  # a recipe
        return "manufacturer"
    if not graph.in_degree(node):
        return "supplier"
    return "distributor" if graph.out_degree(node) else "retailer"


def _edges(graph: nx.DiGraph) -> list[tuple[Any, Any, Mapping[str, Any]]]:
    """The edges with their attributes, by their keys where these are places, else as the graph has them."""
    if not graph.is_multigraph():
        return list(graph.edges(data=True))
    edges = list(graph.edges(keys=True, data=True))
    places = [place for _, _, place, _ in edges]
    if all(isinstance(place, int) for place in places) and len(set(places)) == len(places):
        edges.sort(key=lambda edge: edge[2])
    return [(source, target, attributes) for source, target, _, attributes in edges]
