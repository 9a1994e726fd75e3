"""The map: which policy is best, by risk, demand and the price of stock.  `python -m tests.claims.map` draws it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from bullwhip.agents.pictures.style import BLACK, COLOURS, GREY, Picture, set_up, write_file
from bullwhip.network.arrays import Array
from tests.claims.finding import Finding, less, more
from tests.claims.pictures import FOLDER
from tests.claims.policies import POLICIES, READY, Best, World, best_policy

__all__ = ["EVERY", "LASTING", "as_tables", "cell", "corners", "draw", "everywhere", "worlds"]

EVERY = (200, 50, 20)  # weeks between disruptions
LASTING = (1, 3, 8, 20)  # weeks
VARIATION = {0.2: "steady demand", 0.8: "varied demand"}  # coefficient of variation of a week
HOLDING = {0.25: "cheap stock", 1.0: "dear stock"}  # of a unit and week
REASON = (
    "Where risk is high just-in-time loses. But just-in-case wins only where failures are short and stock is cheap: "
    "against long ones, or where stock is dear, a second supplier beats it."
)
COLOUR = dict(zip(POLICIES, (COLOURS[0], COLOURS[1], COLOURS[2], COLOURS[3]), strict=True))


def worlds() -> Iterator[World]:
    """All worlds of the map."""
    for variation in VARIATION:
        for holding in HOLDING:
            for every in EVERY:
                for lasting in LASTING:
                    yield World(every, lasting, variation, holding)


@cache
def in_world(world: World) -> Best:
    """Which policy is best in a world; found once."""
    return best_policy(world)


def everywhere() -> dict[World, Best]:
    """Which policy is best in every world: a minute or two."""
    return {world: in_world(world) for world in worlds()}


def cell(best: Best) -> str:
    """The letter of the policy that is best, or of all that may be."""
    return "/".join(best.undecided)


def corners() -> Finding:
    """(m) The ends of the map."""
    low = in_world(World(200, 1, 0.2, 1.0)).costs
    short, long = (in_world(World(20, lasting, 0.8, 0.25)).costs for lasting in (3, 20))
    return Finding(
        "m",
        "Where risk is low and the forecast good just-in-time wins, and the reverse.",
        "A shop with two suppliers, the near one dearer, and each policy at its best: the ends of [the map](#the-map)",
        (
            less("cost a week of just-in-time less that of the next best: a failure of a week every four years, steady "
                 "demand, dear stock", low["T"], _best_of("CHD", low)),
            less("of just-in-case less that of the next best: three weeks every 20, varied demand, cheap stock",
                 short["C"], _best_of("THD", short)),
            more("of just-in-time less that of just-in-case: 20 weeks every 20, varied demand, cheap stock", long["T"],
                 long["C"]),
            less("there, of just-in-case less that of the next best", long["C"], _best_of("THD", long)),
        ),
        REASON,
    )  # fmt: skip


def _best_of(policies: str, costs: Mapping[str, Array]) -> Array:
    return min((costs[policy] for policy in policies), key=lambda cost: float(cost.mean()))


def as_tables(found: Mapping[World, Best]) -> str:
    """The map in Markdown: a table for each panel."""
    lines = []
    for variation, told in VARIATION.items():
        for holding, dear in HOLDING.items():
            lines += [f"{told.capitalize()} ({variation:g}), {dear} ({holding:g}):", ""]
            lines += ["| every | " + " | ".join(f"{lasting} wk" for lasting in LASTING) + " |", "|---:" * 5 + "|"]
            for every in EVERY:
                cells = " | ".join(cell(found[World(every, lasting, variation, holding)]) for lasting in LASTING)
                lines.append(f"| {every} wk | {cells} |")
            lines.append("")
    return "\n".join(lines).rstrip()


def draw(found: Mapping[World, Best]) -> Picture:
    """The map as a picture: colours, and letters for those who do not see them."""
    picture = Picture(
        "Which policy is best, and where",
        [
            f"What costs least a week (a second supplier costs {READY:g}), and how much more the next policy costs.",
            "Pale, with several letters: undecided, as the interval of that difference holds 0.",
        ],
    )
    panels = iter(picture.subplots(2, 2).flat)
    for variation, told in VARIATION.items():
        for holding, dear in HOLDING.items():
            panel: Axes = next(panels)
            set_up(panel, f"{told.capitalize()}, {dear}", "weeks that a disruption lasts", "weeks between them")
            for row, every in enumerate(EVERY):
                for column, lasting in enumerate(LASTING):
                    _fill(panel, column, row, found[World(every, lasting, variation, holding)])
            panel.set_xlim(0, len(LASTING))
            panel.set_ylim(0, len(EVERY))
            panel.set_xticks([column + 0.5 for column in range(len(LASTING))], [str(lasting) for lasting in LASTING])
            panel.set_yticks([row + 0.5 for row in range(len(EVERY))], [str(every) for every in EVERY])
    handles = [Patch(facecolor=COLOUR[policy], label=f"{policy}: {name}") for policy, name in POLICIES.items()]
    picture.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=11, frameon=False)
    return picture


def _fill(panel: Axes, column: int, row: int, best: Best) -> None:
    letters = best.undecided
    for part, policy in enumerate(letters):
        width = 1 / len(letters)
        panel.add_patch(Rectangle(
            (column + part * width, row), width, 1, facecolor=COLOUR[policy], alpha=0.9 if len(letters) == 1 else 0.3,
            edgecolor="white", linewidth=2,
        ))  # fmt: skip
    panel.text(
        column + 0.5, row + 0.6, "/".join(letters), ha="center", va="center", fontsize=17, fontweight="bold",
        color="white" if len(letters) == 1 else BLACK,
    )  # fmt: skip
    said = f"+{best.lead.mean:.3g}" if len(letters) == 1 else "undecided"
    panel.text(
        column + 0.5, row + 0.22, said, ha="center", va="center", fontsize=10,
        color="white" if len(letters) == 1 else GREY,
    )  # fmt: skip


if __name__ == "__main__":
    everything = everywhere()
    sys.stdout.write(f"{as_tables(everything)}\n{write_file(draw(everything), FOLDER / 'map.png')}\n")
