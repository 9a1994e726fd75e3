"""What a picture of a network shows: its sites and its lanes, as nodes and edges, and what is written at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bullwhip.network.scenario import ItemLane, Scenario
from bullwhip.network.scenario.sites import Role

__all__ = ["Edge", "Graph", "Node", "figure", "graph_of"]


@dataclass(frozen=True)
class Node:
    """A site."""

    site: str
    role: Role
    items: tuple[str, ...]  # that it keeps, or ships without end
    customers: bool  # whether customers buy here
    unlimited: bool = False  # whether its goods never run out
    capacity: float | None = None  # of the site, per period


@dataclass(frozen=True)
class Edge:
    """A lane, as one item uses it."""

    source: str | None  # None: the outside world, or the site itself by a recipe
    target: str
    item: str
    lead_time: float  # periods; the mean, if it is random
    order_delay: int  # periods
    random: bool = False  # whether the lead time is drawn
    recipe: tuple[tuple[str, float], ...] = ()  # units of each input, if the item is made at the site
    capacity: float | None = None  # units per period

    @property
    def made(self) -> bool:
        """Whether the item is made at the site, by a recipe."""
        return bool(self.recipe)

    @property
    def kind(self) -> Literal["transport", "outside", "recipe"]:
        """Where goods come from: another site, outside, or what the site keeps itself."""
        return "recipe" if self.made else "outside" if self.source is None else "transport"


@dataclass(frozen=True)
class Graph:
    """A network as nodes and edges, in the file's order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lanes: int  # that the file has: several may be one line, and one may be several edges

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
        """What is to be written between each two sites: lead time + order delay, `2 + 1`, and capacity, `2 + 1, ≤ 50`.

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

    def recipes(self) -> dict[str, str]:
        """What a site that makes a single item makes it of: `of 2 steel, 4 wheel`."""
        made = [edge for edge in self.edges if edge.made]
        several = {site for site, edges in Counter(edge.target for edge in made).items() if edges > 1}
        return {
            edge.target: "of " + ", ".join(f"{figure(units)} {item}" for item, units in edge.recipe)
            for edge in made
            if edge.target not in several
        }


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
        nodes.append(Node(site.name, site.role, kept, customers, unlimited, site.capacity))
    return Graph(tuple(nodes), edges, len(scenario.lane))


def _edge(way: ItemLane) -> Edge:
    lane = way.lane
    drawn = not isinstance(lane.lead_time, int)
    recipe = tuple((lane.recipe or {}).items())
    return Edge(lane.source, way.target, way.item, lane.mean_lead_time, lane.order_delay, drawn, recipe, lane.capacity)


def _lane_words(edges: Sequence[Edge], at_ends: tuple[Sequence[str], Sequence[str]]) -> str:
    delays = _span(edge.order_delay for edge in edges)
    mean = "~" if any(edge.random for edge in edges) else ""
    words = mean + _span(edge.lead_time for edge in edges) + (f" + {delays}" if delays != "0" else "")
    limits = [edge.capacity for edge in edges if edge.capacity is not None]
    if limits:
        words += f", \u2264 {_span(limits)}"
    carried = list(dict.fromkeys(edge.item for edge in edges))
    parts = []
    if len(carried) not in map(len, at_ends):
        parts.append(carried[0] if len(carried) == 1 else f"{len(carried):,} items")
    if len(edges) > len(carried):
        parts.append(f"{len(edges):,} lanes")
    return f"{', '.join(parts)}: {words}" if parts else words


def _span(values: Iterable[float]) -> str:
    low, *more = dict.fromkeys(figure(value) for value in sorted(values))  # 6 and 6.0001 are told alike
    return f"{low}\u2013{more[-1]}" if more else low


def figure(value: float) -> str:
    """A number in a picture: three digits, or all before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
