"""What is kept where in a network of stockpyl: its products at its nodes, as items at sites, and what they are made of.

A node without products of its own keeps what its only predecessor keeps.  Where several predecessors bring a part each,
what is put together of them is an item of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bullwhip.network.errors import BullwhipError

__all__ = ["Kept", "Part", "kept_by"]

Key = tuple[int, int]  # indices of a node and of a product


@dataclass
class Kept:
    """A product at a node: a stockpoint."""

    node: Any
    product: int
    site: str
    item: str = ""
    parts: list[Part] = field(default_factory=list)  # of which it is made, or the one that it is

    @property
    def customers(self) -> bool:
        """Whether customers from outside buy it."""
        source = self.node.get_attribute("demand_source", self.product)
        return source is not None and source.type is not None

    @cached_property
    def is_made(self) -> bool:
        """Whether it is made of its parts, not brought as it is."""
        return len(self.parts) > 1 or any(part.item != self.item or part.units != 1 for part in self.parts)

    @property
    def times(self) -> tuple[int, int]:
        """The order lead time and the shipment lead time."""
        order, ship = (self.node.get_attribute(f"{way}_lead_time", self.product) for way in ("order", "shipment"))
        return int(order or 0), int(ship or 0)


@dataclass
class Part:
    """A raw material, and who brings it."""

    supplier: Kept
    units: float

    @property
    def item(self) -> str:
        """What its supplier keeps it as."""
        return self.supplier.item


def kept_by(network: Any) -> tuple[dict[Key, Kept], int]:
    """All stockpoints of a network, and how many suppliers of it are never asked.

    Of several suppliers of a raw material stockpyl asks the first alone.  The outside world is asked where nobody else
    is: who waits for predecessors never waits for it.  Raises BullwhipError for parts that cannot be told apart.
    """
    kept = {
        (node.index, product): Kept(node, product, str(node.name or node.index))
        for node in network.nodes
        for product in node.product_indices
    }
    idle = 0
    for (_, product), point in kept.items():
        first: dict[int, int] = {}
        pairs = point.node.supplier_raw_material_pairs_by_product(product, return_indices=True, network_BOM=True)
        for supplier, material in pairs:
            if supplier is not None:
                idle += material in first
                first.setdefault(material, supplier)
        for material, supplier in first.items():
            units = point.node.NBOM(product=product, predecessor=supplier, raw_material=material)
            point.parts.append(Part(kept[supplier, material], float(units)))
    for point in kept.values():
        point.item = _item(point, network)
    for point in kept.values():
        items = [part.item for part in point.parts]
        if len(set(items)) < len(items):
            raise BullwhipError(
                f"stockpyl node {point.node.index}: found several predecessors that bring the same {items[0]!r}; "
                "give them products of their own"
            )
    _join_sites(kept.values())
    return kept, idle


def _item(point: Kept, network: Any) -> str:
    """What a stockpoint keeps: a product, or what came down the line from where it was made or came from outside."""
    while True:
        product = network.products_by_index[point.product]
        if not product.is_dummy:
            return str(product.name or f"product {product.index}")
        if len(point.parts) != 1 or point.parts[0].units != 1:
            return point.site
        point = point.parts[0].supplier


def _join_sites(points: Iterable[Kept]) -> None:
    """Keep parts at the site where they are put together, if there is no period in which they could come there.

    A part that waits for others waits at its own node then.  All stays where it is if a site would keep two stockpoints
    of one item.
    """
    made = [point for point in points if point.is_made]
    in_time = all(sum(point.times) >= 2 for point in made)
    if in_time or not all(part.supplier.product < 0 for point in made for part in point.parts):
        return
    root: dict[str, str] = {}

    def site_of(site: str) -> str:
        while site in root:
            site = root[site]
        return site

    for point in made:
        for part in point.parts:
            if (site := site_of(part.supplier.site)) != (here := site_of(point.site)):
                root[site] = here
    joined = {(site_of(point.site), point.item) for point in points}
    if len(joined) == len(list(points)):
        for point in points:
            point.site = site_of(point.site)
