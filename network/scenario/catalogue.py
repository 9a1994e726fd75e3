"""The scenarios that come with Bullwhip, by name."""

from importlib.util import find_spec
from pathlib import Path

from bullwhip.network.scenario.toml import load_toml

__all__ = ["scenarios", "shipped"]


def shipped() -> dict[str, Path]:
    """The files of the shipped scenarios by name, in alphabetical order."""
    package = find_spec("bullwhip.scenarios")
    folders = (package.submodule_search_locations or []) if package is not None else []
    files = (file for folder in folders for file in Path(folder).glob("*.toml"))
    return {file.stem: file for file in sorted(files)}


def scenarios() -> dict[str, str]:
    """The names of the scenarios that come with Bullwhip, each with what it teaches, in a line."""
    return {
        name: str(load_toml(path.read_text(encoding="utf-8")).get("teaches", "")) for name, path in shipped().items()
    }
