"""Where everything is in a network's picture, in inches from the left and below the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.pictures.lane_labels import LabelledLine, Rect, places_for, sampled
from bullwhip.agents.pictures.layers import Layout, layered
from bullwhip.agents.pictures.legible import names_apart, plain
from bullwhip.agents.pictures.network_graph import Graph, Node, figure
from bullwhip.agents.pictures.network_shapes import ARROW, STUB, Box, Spot, bow, curve, text_width

__all__ = ["SMALLER", "Ends", "PicturePlan"]

Ends = tuple[str | None, str]  # the sites between which a line goes; None: from outside

MOST = 36  # sites in a column
SIZES = ((30, 11.0), (120, 9.5), (10**9, 8.5))  # up to so many sites: the size of letters, in points
SMALLER = 1.0  # points: items, and what is at the lanes
WIDEST, NARROWEST = 2.6, 0.6  # inches between columns, for lines and their labels
LEAST = 9.0  # inches, the width of a picture
MARGIN = 0.25  # inches
FAN = 4  # lines from a site, or to it; where there are more, they spread
FEWEST = 4  # of so many lanes one at least must have room for words, or none has any
BELOW = 0.7  # inches below the lowest site, where lanes lead back


@dataclass(frozen=True, eq=False)
class PicturePlan:
    """The places of a network's sites, lanes and words."""

    boxes: Mapping[str, Box]  # by site
    words: Mapping[
        str, tuple[str, ...]
    ]  # in the box of each site: its name, its items if several, what it makes, of what, and its capacity
    lines: Mapping[Ends, LabelledLine]
    back: frozenset[Ends]  # those that lead to the left, as one of each cycle must
    labels: Mapping[Ends, Spot]  # the middle of what is written at a lane, if there is room for it
    common: str  # what would be written at every lane
    points: float  # the size of letters
    width: float
    height: float

    @staticmethod
    def of(graph: Graph) -> PicturePlan:
        """The plan of a network."""
        points = next(size for most, size in SIZES if len(graph.nodes) <= most)
        labels = graph.words()
        alike = len(labels) > 1 and len(set(labels.values())) == 1
        common = next(iter(labels.values())) if alike else ""
        if alike:
            labels = dict.fromkeys(labels, "")
        arcs = [(source, target) for source, target in labels if source is not None]
        layout = layered([node.site for node in graph.nodes], arcs, MOST)
        frame = _Frame.of(graph, layout, labels, points)
        lines = {ends: frame.line(ends, label) for ends, label in labels.items()}
        taken = [frame.taken_by(node) for node in graph.nodes]
        found = {} if alike else places_for([*lines.values()], taken, points - SMALLER, frame.width, frame.height)
        if len(found) * FEWEST < len(lines):
            found = {}
        places = {ends: found[number] for number, ends in enumerate(lines) if number in found}
        back = frozenset(ends for ends in lines if _leads_back(layout, ends))
        return PicturePlan(frame.boxes, frame.words, lines, back, places, common, points, frame.width, frame.height)


@dataclass(frozen=True, eq=False)
class _Frame:
    """The columns of a picture, and the boxes in them."""

    layout: Layout
    words: Mapping[str, tuple[str, ...]]
    boxes: Mapping[str, Box]
    edges: Sequence[Spot]  # (columns,) where each begins and ends, customers' marks included
    pitch: float  # from a site to the next one below it
    points: float
    words_at: Mapping[int, float]  # the widest words at the lines that end in a column
    coming: Counter[str]  # lines to a site, from others
    leaving: Counter[str]  # lines from a site
    width: float
    height: float

    @staticmethod
    def of(graph: Graph, layout: Layout, labels: Mapping[Ends, str], points: float) -> _Frame:
        words = _words(graph)
        high = 1.25 * max(map(len, words.values())) * points / 72 + 0.1
        pitch = high + (0.3 if len(graph.nodes) <= SIZES[0][0] else 0.1)
        wide = {
            node.site: _room(words[node.site], points) + (0.0 if node.role == "distributor" else 0.6 * high)
            for node in graph.nodes
        }
        columns = [max(wide[site] for site in sites) for sites in layout.columns]
        before, after = _gaps(graph, layout, labels, points)
        gaps = [end + start for end, start in zip(after, before[1:], strict=False)]
        width = 2 * MARGIN + before[0] + sum(columns) + sum(gaps) + after[-1]
        if gaps and width < LEAST:  # a small network fills the picture
            more = min((LEAST - width) / len(gaps), 1.5)
            gaps, width = [gap + more for gap in gaps], width + more * len(gaps)
        ends = MARGIN + before[0] + max(LEAST - width, 0.0) / 2 + np.cumsum(columns) + np.cumsum([0.0, *gaps])
        edges = [(float(end) - column, float(end)) for end, column in zip(ends, columns, strict=True)]
        boxes = {}
        selling = {layout.place[node.site, -1][0] for node in graph.nodes if node.customers}
        for site, (at, y) in ((name, place) for (name, passes), place in layout.place.items() if passes < 0):
            boxes[site] = Box(sum(edges[at]) / 2, MARGIN + y * pitch, wide[site], high)
        below = BELOW if any(_leads_back(layout, ends) for ends in labels) else 0.0
        height = 2 * MARGIN + layout.height * pitch + below
        edges = [(start, end + (STUB + 0.05) * (at in selling)) for at, (start, end) in enumerate(edges)]
        coming = Counter(target for source, target in labels if source is not None)
        leaving = Counter(source for source, _ in labels if source is not None)
        at_lines: dict[int, float] = dict.fromkeys(range(len(columns)), 0.0)
        for (source, target), label in labels.items():
            at = layout.place[target, -1][0]
            if source is not None and label:
                at_lines[at] = max(at_lines[at], text_width(label, points - SMALLER) + 0.1)
        size = max(width, LEAST), height
        return _Frame(layout, words, boxes, edges, pitch, points, at_lines, coming, leaving, *size)

    def taken_by(self, node: Node) -> Rect:
        """What a site covers, with the head of its arrow and the mark of its customers."""
        box = self.boxes[node.site]
        right = box.right + (STUB + 0.03 if node.customers else 0.0)
        return box.left - ARROW, box.y - box.height / 2, right, box.y + box.height / 2

    def line(self, ends: Ends, label: str) -> LabelledLine:
        """The line of a lane, up to the head of its arrow."""
        source, target = ends
        there = self.boxes[target]
        if source is None:
            y, start = there.y - (0.26 * there.height if target in self.coming else 0.0), there.left - STUB
            label_at = start - text_width(label, self.points - SMALLER) / 2 - 0.05
            return LabelledLine(np.array([(start, y), (there.left - ARROW, y)]), label, ((label_at, y),))
        here = self.boxes[source]
        if _leads_back(self.layout, ends):
            points = bow((here.x, here.y + here.height / 2), (there.x, there.y + there.height / 2 + ARROW))
            return LabelledLine(sampled(points), label)
        passed = self.layout.way(source, target)[1:-1]
        through = [(x, MARGIN + y * self.pitch) for column, y in passed for x in self.edges[column]]
        first, last = self.layout.place[source, -1][0], self.layout.place[target, -1][0]
        places = [(here.right, here.y), (self.edges[first][1], here.y), *through]
        entry = self.edges[last][0]
        places += [(entry - ARROW, there.y), (there.left - ARROW, there.y)]
        # In a fan of lines there is room for words only where they are apart: level pieces at their many ends.
        if self.coming[target] == 1 and self.leaving[source] > FAN:
            places[-2] = (places[-2][0] - self.words_at[last], there.y)
        elif self.leaving[source] == 1 and self.coming[target] > FAN:
            places[1] = (places[1][0] + self.words_at[first + 1], here.y)
        return LabelledLine(sampled(curve(places)), label)


def _words(graph: Graph) -> dict[str, tuple[str, ...]]:
    """What is in each box."""
    names = names_apart([node.site for node in graph.nodes])
    several, made = len(graph.items) > 1, graph.made()
    recipes = graph.recipes() if len(graph.nodes) <= SIZES[0][0] else {}
    words = {}
    for node, name in zip(graph.nodes, names, strict=True):
        items = (_items(node),) if several else ()
        makes = (plain(made[node.site], 30),) if node.site in made else ()
        of = (plain(recipes[node.site], 30),) if node.site in recipes else ()
        limit = () if node.capacity is None else (f"capacity {figure(node.capacity)}",)
        words[node.site] = (name, *items, *makes, *of, *limit)
    return words


def _items(node: Node) -> str:
    told = ", ".join(node.items)
    return plain(told) if len(node.items) <= 2 and len(told) <= 24 else f"{len(node.items):,} items"


def _room(words: Sequence[str], points: float) -> float:
    """How wide a box must be for its words."""
    name, *items = words
    return 0.24 + max([text_width(name, points), *(text_width(told, points - SMALLER) for told in items)])


def _gaps(graph: Graph, layout: Layout, labels: Mapping[Ends, str], points: float) -> tuple[list[float], list[float]]:
    """The room before and after each column: for lines, what is written at them, and the marks."""
    column = {site: at for at, sites in enumerate(layout.columns) for site in sites}
    before, after = [0.0] * len(layout.columns), [0.0] * len(layout.columns)
    pieces: Counter[int] = Counter()
    for (source, target), label in labels.items():
        wide = text_width(label, points - SMALLER) + 0.15 if label else 0.0
        at = column[target]
        if source is None:
            before[at] = max(before[at], STUB + wide)
        elif column[source] < at:
            pieces[at - 1] += 1
            after[at - 1] = max(after[at - 1], min(wide + 0.6, WIDEST))
    for at, lines in pieces.items():
        after[at] = max(after[at], min(NARROWEST + 0.012 * lines, WIDEST))
    for at in {column[node.site] for node in graph.nodes if node.customers}:
        after[at] += STUB + 0.1
    return before, after


def _leads_back(layout: Layout, ends: Ends) -> bool:
    source, target = ends
    return source is not None and layout.place[source, -1][0] >= layout.place[target, -1][0]
