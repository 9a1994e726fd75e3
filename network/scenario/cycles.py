"""Cycles in a directed graph."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

__all__ = ["cycles"]

Node = TypeVar("Node", bound=Hashable)


def cycles(following: Mapping[Node, Sequence[Node]]) -> Iterator[list[Node]]:
    """A cycle for every edge that closes one, in a depth-first walk; none if and only if there is none.

    `following` holds the nodes that each node leads to.  The walk keeps its own stack: chains may be longer
    than Python's.
    """
    done: set[Node] = set()
    for root in following:
        if root in done:
            continue
        path: dict[Node, None] = {root: None}  # the nodes of the way here, in order
        ahead = [iter(following[root])]
        while ahead:
            node = next(ahead[-1], None)
            if node is None:
                ahead.pop()
                done.add(path.popitem()[0])
            elif node in path:
                way = list(path)
                yield way[way.index(node) :]
            elif node not in done:
                path[node] = None
                ahead.append(iter(following.get(node, ())))
