"""What a picture of a network shows: its sites and its lanes, as nodes and edges, and what is written at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bullwhip.network.scenario import ItemLane, Scenario
from bullwhip.network.scenario.sites import Role

__all__ = ["Edge", "Graph", "Node", "graph_of"]


@dataclass(frozen=True)
class Node:
    """A site."""

    site: str
    role: Role
    items: tuple[str, ...]  # that it keeps, or ships without end
    customers: bool  # whether customers buy here
    unlimited: bool = False  # whether its goods never run out


@dataclass(frozen=True)
class Edge:
    """A lane, as one item uses it."""

    source: str | None  # None: the outside world, or the site itself by a recipe
    target: str
    item: str
    lead_time: float  # periods; the mean, if it is random
    order_delay: int  # periods
    random: bool = False  # whether the lead time is drawn
    made: bool = False  # whether the item is made at the site, by a recipe

    @property
    def kind(self) -> Literal["transport", "outside", "recipe"]:
        """Where goods come from: another site, outside, or what the site keeps itself."""
        return "recipe" if self.made else "outside" if self.source is None else "transport"


@dataclass(frozen=True)
class Graph:
    """A network as nodes and edges, in the file's order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """All items, in the order in which they are met."""
        return tuple(dict.fromkeys(item for node in self.nodes for item in node.items))

    def between(self) -> dict[tuple[str | None, str], list[Edge]]:
        """The edges between each two sites, which are drawn as one line."""
        found: dict[tuple[str | None, str], list[Edge]] = {}
        for edge in self.edges:
            if not edge.made:
                found.setdefault((edge.source, edge.target), []).append(edge)
        return found

    def words(self) -> dict[tuple[str | None, str], str]:
        """What is to be written between each two sites: lead time + order delay, `2 + 1`.

        Where lanes differ, the least and the most: `1-5 + 1`; of lead times that are random, the mean: `~4.5 + 1`.
        With the items, where neither end tells them.
        """
        kept = {node.site: node.items for node in self.nodes}
        return {
            (source, target): _lane_words(edges, (kept.get(source or "", ()), kept[target]))
            for (source, target), edges in self.between().items()
        }

    def made(self) -> dict[str, str]:
        """What each site makes by recipes, and how long that takes: `makes car: 2 + 1`."""
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            if edge.made:
                found.setdefault(edge.target, []).append(edge)
        return {site: f"makes {_lane_words(edges, ((), ()))}" for site, edges in found.items()}


def graph_of(scenario: Scenario) -> Graph:
    """The nodes and edges of a scenario."""
    edges = tuple(_edge(way) for way in scenario.lanes_by_item())
    shipped: dict[str, dict[str, None]] = {}
    for edge in edges:
        if edge.source is not None:
            shipped.setdefault(edge.source, {})[edge.item] = None
    nodes = []
    for site in scenario.site:
        unlimited = site.name in scenario.unlimited
        kept = tuple(shipped.get(site.name, ())) if unlimited else scenario.items_of(site)
        customers = not unlimited and any(site.terms(item).demand for item in kept)
        nodes.append(Node(site.name, site.role, kept, customers, unlimited))
    return Graph(tuple(nodes), edges)


def _edge(way: ItemLane) -> Edge:
    lane = way.lane
    drawn = not isinstance(lane.lead_time, int)
    made = lane.recipe is not None
    return Edge(lane.source, way.target, way.item, lane.mean_lead_time, lane.order_delay, drawn, made)


def _lane_words(edges: Sequence[Edge], at_ends: tuple[Sequence[str], Sequence[str]]) -> str:
    delays = _span(edge.order_delay for edge in edges)
    mean = "~" if any(edge.random for edge in edges) else ""
    words = mean + _span(edge.lead_time for edge in edges) + (f" + {delays}" if delays != "0" else "")
    carried = list(dict.fromkeys(edge.item for edge in edges))
    parts = []
    if len(carried) not in map(len, at_ends):
        parts.append(carried[0] if len(carried) == 1 else f"{len(carried):,} items")
    if len(edges) > len(carried):
        parts.append(f"{len(edges):,} lanes")
    return f"{', '.join(parts)}: {words}" if parts else words


def _span(values: Iterable[float]) -> str:
    low, *more = sorted(set(values))
    return f"{low:,.3g}\u2013{more[-1]:,.3g}" if more else f"{low:,.3g}"
