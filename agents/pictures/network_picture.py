"""The picture of a network: who supplies whom, from left to right, with the lead times of the lanes.

Roles are told by forms: what a picture says must be read without colours.  It is as large as the network needs, so that
names keep their size; it says in words what there was no room for.
"""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from bullwhip.agents.pictures.network_graph import Graph, graph_of
from bullwhip.agents.pictures.network_plan import SMALLER, PicturePlan
from bullwhip.agents.pictures.network_shapes import ARROW, arrow, box, customers, legend
from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, Picture
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario

__all__ = ["network_picture", "picture_of"]

LEGEND = 0.75  # inches
EDGE = 0.155  # inches from the left edge to the words
FEW = 12  # lines that are told apart without colours


def network_picture(scenario: Scenario) -> Picture:
    """The picture of a scenario's network.  Raises BullwhipError where there is no site to draw."""
    if not scenario.site:
        raise BullwhipError(f"picture: found no sites in {scenario.name!r}; give one or more")
    return picture_of(graph_of(scenario), scenario.name, scenario.period)


def picture_of(graph: Graph, title: str, period: str) -> Picture:
    """The picture of a network with this title, whose lead times are in such periods."""
    plan = PicturePlan.of(graph)
    said = textwrap.wrap(_in_words(graph, plan, period), int(plan.width * 12))
    head = 0.45 + 0.2232 * len(said)
    height = head + plan.height + LEGEND
    picture = Picture(title, said, (plan.width, height))
    picture.set_layout_engine("none")
    axes = picture.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, plan.width)
    axes.set_ylim(height - head, -head)  # inches below the words
    axes.set_axis_off()
    axes.set_xticks([])
    axes.set_yticks([])
    _draw_lanes(axes, plan)
    _draw_sites(axes, graph, plan)
    marks = {
        "customers": any(node.customers for node in graph.nodes),
        "outside": any(edge.kind == "outside" for edge in graph.edges),
        "unlimited": any(node.unlimited for node in graph.nodes),
    }
    roles = {node.role for node in graph.nodes}
    shown = [mark for mark, there in marks.items() if there]
    legend(axes, (EDGE, plan.height + 0.2), plan.width - 2 * EDGE, roles, shown)
    return picture


def _in_words(graph: Graph, plan: PicturePlan, period: str) -> str:
    """How large the network is, and what is written at its lanes or was left out there."""
    counts = [(len(graph.nodes), "site"), (graph.lanes, "lane"), (len(graph.items), "item")]
    said = ", ".join(f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts)
    if not plan.lines:
        return f"{said}."
    delayed = any(edge.order_delay for edge in graph.edges)
    drawn = " (~: the mean, where it is random)" if any(edge.random for edge in graph.edges) else ""
    what = f"lead time{drawn}{' + order delay' if delayed else ''}, in {period}s"
    what += " (≤: capacity, in units)" if any(edge.capacity is not None for edge in graph.edges) else ""
    if plan.common:
        return f"{said}. Every lane has the same {what}: {plan.common}."
    left_out = len(plan.lines) - len(plan.labels)
    if left_out == len(plan.lines):
        return f"{said}. There is no room for lead times."
    few = f"; there is no room at {left_out:,} of {len(plan.lines):,} lines" if left_out else ""
    return f"{said}. At the lanes: {what}{few}."


def _draw_lanes(axes: Axes, plan: PicturePlan) -> None:
    """Lines, the heads of their arrows, and what is written at them."""
    sources = list(dict.fromkeys(source for source, _ in plan.lines if source is not None))
    paint = {source: COLOURS[at % len(COLOURS)] for at, source in enumerate(sources)}
    plain = len(plan.lines) <= FEW or len(sources) == 1
    colours = {ends: GREY if plain or ends[0] is None else paint[ends[0]] for ends in plan.lines}
    axes.add_collection(
        LineCollection(
            [line.points for line in plan.lines.values()], colors=list(colours.values()), linewidths=1.1, zorder=1,
            linestyles=["--" if ends in plan.back else "-" for ends in plan.lines],
        ),
        autolim=False,
    )  # fmt: skip
    for ends, line in plan.lines.items():
        x, y = line.points[-1]
        tip = (float(x), float(y) - ARROW) if ends in plan.back else (float(x) + ARROW, float(y))
        arrow(axes, tip, GREY, upwards=ends in plan.back)
    for ends, (x, y) in plan.labels.items():
        axes.text(
            x, y, plan.lines[ends].label, fontsize=plan.points - SMALLER, ha="center", va="center", zorder=2,
            color=BLACK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def _draw_sites(axes: Axes, graph: Graph, plan: PicturePlan) -> None:
    """Boxes, the names in them, and the marks of customers."""
    shipping = {edge.source for edge in graph.edges}
    for node in graph.nodes:
        where, words = plan.boxes[node.site], plan.words[node.site]
        box(axes, where, node.role, unlimited=node.unlimited)
        if node.customers:
            y = where.y + (0.26 * where.height if node.site in shipping else 0.0)
            customers(axes, (where.right, y), where.width / 2)
        line = min(where.height / len(words), 1.2 * plan.points / 72)
        for at, word in enumerate(words):
            y = where.y + (at - (len(words) - 1) / 2) * line
            axes.text(
                where.x, y, word, fontsize=plan.points - SMALLER * min(at, 1), ha="center", va="center", zorder=4,
                color=GREY if at else BLACK,
            )  # fmt: skip
