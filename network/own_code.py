"""Code of one's own that a scenario file or a command names by its import path, `module:Name`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from bullwhip.network.errors import Fault, FaultyTable

__all__ = ["imported", "refuse_hidden"]


def imported(path: str) -> Any:
    """What an import path names.  Raises FaultyTable."""
    module, _, name = path.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except Exception as error:  # noqa: BLE001  (a module may fail in any way while it is imported)
        raise FaultyTable(
            Fault(
                key="type",
                found=f"{path!r}, which cannot be imported ({error})",
                remedy="give module:Name of an installed module, or run from the module's folder",
            )
        ) from None


def refuse_hidden(path: str, folder: Path) -> None:
    """Raise FaultyTable where an import path that was imported is another module than the one in a folder."""
    module = path.partition(":")[0].partition(".")[0]
    beside = [folder / f"{module}.py", folder / module / "__init__.py"]
    came_from = getattr(sys.modules.get(module), "__file__", None)
    meant = next((file for file in beside if ":" in path and file.is_file()), None)
    if meant is not None and came_from is not None and Path(came_from).resolve() != meant.resolve():
        found = f"the module {module!r}, which came from {came_from} and hides {meant}"
        raise FaultyTable(Fault(key="type", found=found, remedy="give one of the two another name"))
