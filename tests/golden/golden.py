"""What a golden run holds, and how it is made and read."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import bullwhip as bw

__all__ = ["FOLDER", "differences", "made", "read", "write"]

FOLDER = Path(__file__).parent
REPLICATIONS, SEED = 4, 7
# Of each stockpoint; of the whole network it is every measure.
MEASURES = ("cost", "on_hand", "backlog", "in_transit", "fill_rate", "orders_mean", "orders_variance", "bullwhip")
TOLERANCE = 1e-9  # relative

Tree = dict[str, Any]


def made(name: str) -> Tree:
    """The golden run of a scenario, as it comes out now."""
    result = bw.run(bw.load(name), replications=REPLICATIONS, seed=SEED).as_dict()
    return {
        "seed": SEED,
        "replications": REPLICATIONS,
        "periods": result["periods"],
        "network": {measure: figures["mean"] for measure, figures in result["network"].items()},
        "sites": {
            site: {
                item: {measure: measures[measure]["mean"] for measure in MEASURES if measure in measures}
                for item, measures in items.items()
            }
            for site, items in result["sites"].items()
        },
    }


def read(name: str) -> Tree:
    """The golden run of a scenario, as it was recorded."""
    recorded: Tree = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return recorded


def write(name: str) -> None:
    """Record the golden run of a scenario; a figure that is what it was keeps its last digits."""
    path, found = FOLDER / f"{name}.json", made(name)
    text = json.dumps(kept(read(name), found) if path.exists() else found, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def kept(recorded: Any, found: Any) -> Any:
    """What was found, with the recorded figures in the place of those that do not differ from them."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        return {key: kept(recorded[key], value) if key in recorded else value for key, value in found.items()}
    return found if differences(recorded, found) else recorded


def differences(recorded: Any, found: Any, at: str = "") -> list[str]:
    """Where two golden runs differ."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        strange = [f"{at}/{key}: only in one of them" for key in recorded.keys() ^ found.keys()]
        return strange + [
            line
            for key in recorded.keys() & found.keys()
            for line in differences(recorded[key], found[key], f"{at}/{key}")
        ]
    if recorded is None or found is None or isinstance(recorded, dict) or isinstance(found, dict):
        same = recorded is found
    else:
        same = math.isclose(float(recorded), float(found), rel_tol=TOLERANCE, abs_tol=1e-12)
    return [] if same else [f"{at}: recorded {recorded}, found {found}"]
