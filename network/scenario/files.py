"""The files that a scenario is made of: the TOML file itself, and the CSV tables that it names."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bullwhip.network.errors import Fault, ScenarioError, near_miss, suggest
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.toml import load_toml

__all__ = ["Folder", "Sheet", "parse_toml", "read_bytes"]


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its columns by name, and its good rows, each with its line number."""

    file: str
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]
    broken: list[list[str]] = field(default_factory=list)  # rows with a wrong number of cells
    doubled: frozenset[str] = frozenset()  # names of more than one column
    whole: bool = True  # whether it could be read to its end


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
        read = read_sheet(path, name) if path else (None, [fault] if fault else [])
        self.sheets[name] = read
        return read

    def locate(self, name: str) -> tuple[Path | None, Fault | None]:
        """The file of this name, or why there is none."""
        base = self.path if self.path is not None else Path()
        try:
            path = base / name
            inside = self.path is not None and path.resolve().is_relative_to(self.path.resolve())
            if not self.trusted and self.path is None:
                remedy = "write the figures themselves: what comes from others reads no file"
                return None, Fault(found=f"{shown(name)}, a file", remedy=remedy)
            if not self.trusted and not inside:
                found = f"{name!r}, a file outside the scenario's own folder"
                return None, Fault(found=found, remedy="give a file beside the scenario file")
            if path.is_dir():
                return None, malformed(f"{name!r}, which is a folder", "give the path of a CSV file")
            if path.exists():
                return path, None
            beside = [file.name for file in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        except (OSError, ValueError) as error:
            return None, malformed(f"{shown(name)}, which cannot be a path ({error})", "give a path")
        stem = near_miss(path.stem, (Path(file).stem for file in beside))
        meant = f"{stem}.csv" if stem else None
        remedy = f"did you mean {meant!r}?" if meant else "put the file beside the scenario file"
        return None, Fault(found=f"{name!r}, and there is no such file", remedy=remedy)


def malformed(found: str, remedy: str, **place: Any) -> Fault:
    return Fault(found=found, remedy=remedy, kind="malformed", **place)


def read_bytes(path: Path, file: str, shipped: Iterable[str] = ()) -> bytes:
    """The content of the scenario's file.  Raises ScenarioError if it cannot be read."""
    try:
        if path.is_dir():
            fault = malformed("a folder", "give the path of a TOML file", file=file)
        elif not path.exists():
            near = [*shipped, *(str(other) for other in path.parent.glob("*.toml"))]
            names = ", ".join(shipped)
            otherwise = f"give a path, or one of: {names}" if names else "give the path of a TOML file"
            fault = malformed("no such file", suggest(file, near, otherwise), file=file)
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
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


def read_sheet(path: Path, file: str) -> tuple[Sheet | None, list[Fault]]:
    """A CSV file's columns and rows, and the faults of its form."""
    try:
        text = decode(read_bytes(path, file), file)
    except ScenarioError as error:
        return None, list(error.faults)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    faults: list[Fault] = []
    rows: list[tuple[int, list[str]]] = []
    empty: list[tuple[int, list[str]]] = []
    broken: list[list[str]] = []
    header: list[str] | None = None
    line = 1
    whole = True
    try:
        for cells in reader:
            if not any(cells):
                # Spreadsheets leave rows of empty cells at the end; with something below, they are cells left empty.
                if header is not None and (cells or len(header) == 1):
                    empty.append((line, cells or [""]))
            elif header is None:
                header = [cell.strip() for cell in cells]
                faults += header_faults(header, file, line)
            elif len(cells) != len(header):
                found = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'}"
                remedy = f"give {len(header)}, one for each column"
                faults.append(malformed(found, remedy, file=file, line=line))
                broken.append(cells)
            else:
                rows += [*empty, (line, cells)]
                empty = []
            line = reader.line_num + 1
    except csv.Error as error:
        whole = False
        faults.append(malformed(f"text that is not CSV ({error})", "mend the row", file=file, line=line))
    if header is None:
        if not faults:
            faults.append(malformed("an empty file", "give a row of column names, then rows", file=file))
        return None, faults
    columns = {name: at for at, name in enumerate(header) if name}
    return Sheet(file, columns, rows, broken, doubled(header), whole), faults


def doubled(header: list[str]) -> frozenset[str]:
    """Names of more than one column."""
    return frozenset(name for name in header if name and header.count(name) > 1)


def header_faults(header: list[str], file: str, line: int) -> list[Fault]:
    faults = []
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        faults.append(malformed("a row without commas", "separate cells by commas", file=file, line=line))
    return faults + [
        malformed("two columns of this name", "remove one", file=file, line=line, table="column", name=name)
        for name in sorted(doubled(header))
    ]
