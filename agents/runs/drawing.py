"""`draw`: the picture of a scenario's network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.agents.runs.catalogue import load
from bullwhip.network.checks import check_path
from bullwhip.network.scenario import Scenario

if TYPE_CHECKING:
    from bullwhip.agents.pictures.style import Picture

__all__ = ["draw"]


def draw(scenario: Scenario | str | Path | Mapping[str, Any], out: str | Path | None = None) -> Picture:
    """The picture of a network: sites by role, lanes with their lead times, customers; goods flow from left to right.

    `scenario` is a `Scenario`, a shipped name, a path, or a mapping.  `out` is a file to write the picture into, which
    ends in .svg or .png.  The answer is a matplotlib figure, which a notebook shows by itself.  Raises BullwhipError,
    ScenarioError for a faulty scenario, OSError.
    """
    from bullwhip.agents.pictures.network_picture import network_picture
    from bullwhip.agents.pictures.style import write_file

    file = None if out is None else check_path("out", out, ".svg", ".png")
    picture = network_picture(scenario if isinstance(scenario, Scenario) else load(scenario))
    if file is not None:
        write_file(picture, file)
    return picture
