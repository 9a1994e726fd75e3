"""The files of a run, a comparison, a frontier, or a test of stress or resilience: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bullwhip.network.whole_files import Content, write_whole
from bullwhip.server.options import say_written
from bullwhip.server.speech import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from bullwhip.agents.resilience.frontier_result import Frontier
    from bullwhip.agents.resilience.stress_result import Stress
    from bullwhip.agents.runs.comparison import Comparison
    from bullwhip.agents.runs.resilience_result import Resilience
    from bullwhip.agents.runs.result import Result

__all__ = ["say_outcome", "write_outcome"]


def say_outcome(
    outcome: Resilience | Frontier | Stress,
    name: str,
    folder: Path | None,
    *,
    tables: bool,
    xlsx: bool,
    plot: bool,
    as_json: bool,
) -> None:
    """Print an outcome, and write what is wanted of it into a folder, its picture under a name; then say where."""
    say(outcome.to_json() if as_json else str(outcome))
    if folder is not None:
        picture = outcome.plot() if tables or plot else None
        say_written(write_outcome(outcome, folder, tables=tables, xlsx=xlsx, pictures={name: picture}), as_json)


def write_outcome(
    outcome: Result | Comparison | Resilience | Frontier | Stress,
    folder: Path,
    *,
    tables: bool,
    xlsx: bool,
    pictures: Mapping[str, Figure | None],
) -> list[Path]:
    """Write what is wanted of an outcome into a folder; the files.

    `tables` are written as CSV and Parquet, with what --json prints; `xlsx` as a workbook.
    """
    files: dict[Path, Content] = {}
    if tables:
        files |= outcome.files(folder)
        files[folder / "result.json"] = (outcome.to_json() + "\n").encode()
    if xlsx:
        files[folder / "result.xlsx"] = outcome.write_xlsx
    for name, picture in pictures.items():
        if picture is not None:
            from bullwhip.agents.pictures.style import files_of

            files |= files_of(picture, folder, name)
    return write_whole(files)
