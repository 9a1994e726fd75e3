"""What a picture of a network shows: its sites and its lanes, as nodes and edges, and what is written at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bullwhip.network.scenario import Scenario
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

    source: str | None  # None: the outside world
    target: str
    item: str
    lead_time: int  # periods
    order_delay: int  # periods

    @property
    def kind(self) -> Literal["transport", "outside"]:
        """Whether goods come from another site, or from outside."""
        return "outside" if self.source is None else "transport"


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
        """The edges between each two sites; they are drawn as one line."""
        found: dict[tuple[str | None, str], list[Edge]] = {}
        for edge in self.edges:
            found.setdefault((edge.source, edge.target), []).append(edge)
        return found

    def words(self) -> dict[tuple[str | None, str], str]:
        """What is to be written between each two sites: lead time + order delay, `2 + 1`.

        Where lanes differ, the least and the most: `1-5 + 1`; with the items, where neither end tells them.
        """
        kept = {node.site: node.items for node in self.nodes}
        return {
            (source, target): _lane_words(edges, (kept.get(source or "", ()), kept[target]))
            for (source, target), edges in self.between().items()
        }


def graph_of(scenario: Scenario) -> Graph:
    """The nodes and edges of a scenario."""
    edges = tuple(
        Edge(way.lane.source, way.target, way.item, way.lane.longest, way.lane.order_delay)
        for way in scenario.lanes_by_item()
    )
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


def _lane_words(edges: Sequence[Edge], at_ends: tuple[Sequence[str], Sequence[str]]) -> str:
    delays = _span(edge.order_delay for edge in edges)
    words = _span(edge.lead_time for edge in edges) + (f" + {delays}" if delays != "0" else "")
    carried = list(dict.fromkeys(edge.item for edge in edges))
    parts = []
    if len(carried) not in map(len, at_ends):
        parts.append(carried[0] if len(carried) == 1 else f"{len(carried):,} items")
    if len(edges) > len(carried):
        parts.append(f"{len(edges):,} lanes")
    return f"{', '.join(parts)}: {words}" if parts else words


def _span(values: Iterable[int]) -> str:
    low, *more = sorted(set(values))
    return f"{low}\u2013{more[-1]}" if more else f"{low}"
