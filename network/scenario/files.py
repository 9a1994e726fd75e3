"""The files that a scenario is made of: the TOML file itself, and the CSV tables that it names."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bullwhip.network.errors import Fault, ScenarioError, malformed, near_miss, suggest
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.sheets import Sheet, read_sheet
from bullwhip.network.scenario.toml import load_toml

__all__ = ["Folder", "parse_toml", "read_bytes"]


class Folder:
    """The folder that a scenario's paths start from.  Each CSV file is read once.

    An untrusted scenario cannot look outside its folder; without a folder it cannot read any file.
    """

    def __init__(self, path: Path | None, *, trusted: bool) -> None:
        self.path = path
        self.trusted = trusted
        self.sheets: dict[str, tuple[Sheet | None, list[Fault]]] = {}

    def sheet(self, name: Any) -> tuple[Sheet | None, list[Fault]]:
        """A CSV file, as far as it can be read, and its faults; those without a file are about the name.

        The faults are handed out once only, however often the file is used.
        """
        if not isinstance(name, str):
            return None, [malformed(f"{shown(name)}, which is not a text", "give the path of a CSV file")]
        if name in self.sheets:
            sheet, faults = self.sheets[name]
            return sheet, [fault for fault in faults if not fault.file]
        path, fault = self.locate(name)
        self.sheets[name] = self._read(path, name) if path else (None, [fault] if fault else [])
        return self.sheets[name]

    def _read(self, path: Path, name: str) -> tuple[Sheet | None, list[Fault]]:
        try:
            return read_sheet(read_bytes(path, name), name)
        except ScenarioError as error:
            return None, list(error.faults)

    def locate(self, name: str) -> tuple[Path | None, Fault | None]:
        """The file of this name, or why there is none."""
        base = self.path if self.path is not None else Path()
        try:
            path = base / name
            inside = self.path is not None and path.resolve().is_relative_to(self.path.resolve())
            if not self.trusted and not inside:
                found = f"{name!r}, a file outside the scenario's own folder"
                return None, Fault(found=found, remedy="give a file beside the scenario file")
            if path.is_dir():
                return None, malformed(f"{name!r}, which is a folder", "give the path of a CSV file")
            if path.exists():
                return path, None
            beside = [file.name for file in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
            return None, malformed(f"{shown(name)}, which cannot be a path ({error})", "give a path")
        stem = near_miss(path.stem, (Path(file).stem for file in beside))
        meant = f"{stem}.csv" if stem else None
        remedy = f"did you mean {meant!r}?" if meant else "put the file beside the scenario file"
        return None, Fault(found=f"{name!r}, and there is no such file", remedy=remedy)


def read_bytes(path: Path, file: str, shipped: Iterable[str] = ()) -> bytes:
    """The content of the scenario's file.  Raises ScenarioError if it cannot be read."""
    try:
        if path.is_dir():
            fault = malformed("a folder", "give the path of a TOML file", file=file)
        elif path.is_symlink() and not path.exists():
            fault = malformed("a link that leads to no file", "give the file itself", file=file)
        elif not path.exists():
            near = [*shipped, *(str(other) for other in path.parent.glob("*.toml"))]
            names = ", ".join(shipped)
            otherwise = f"give a path, or one of: {names}" if names else "give the path of a TOML file"
            fault = malformed("no such file", suggest(file, near, otherwise), file=file)
        else:
            return path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, up to Python 3.12
        reason = getattr(error, "strerror", None) or str(error)
        fault = malformed(f"a file that cannot be read ({reason})", "give a file that can", file=file)
    raise ScenarioError([fault])


def decode(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte {content[error.start]:#04x}, which is not UTF-8 text"
        raise ScenarioError([malformed(found, "save the file as UTF-8", file=file, line=line)]) from None


def parse_toml(content: bytes | str, file: str) -> dict[str, Any]:
    """The tables of a TOML text.  Raises ScenarioError, with the line, if it is none."""
    text = decode(content, file) if isinstance(content, bytes) else content
    try:
        return load_toml(text)
    except RecursionError:
        said, line = "tables nested too deeply", None
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        said = str(error)
        at = re.search(r" \(at line (\d+), column \d+\)$", said)
        line = int(at[1]) if at else None
        if said.endswith("(at end of document)"):
            line = text.count("\n") + 1
        said = re.sub(r" \(at (line \d+, column \d+|end of document)\)$", "", said)
    found = f"text that is not TOML: {said}"
    raise ScenarioError([malformed(found, "mend the syntax", file=file, line=line)])
