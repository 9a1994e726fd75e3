"""What people give a function, looked at before anything is done: what was found, and what would be right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bullwhip.network.errors import BullwhipError, suggest

__all__ = ["check_flag", "check_list", "check_name", "check_path", "check_settings", "check_whole", "names_in"]


def check_whole(name: str, value: object, lowest: int = 1, end: int | None = None) -> None:
    """Raise BullwhipError unless a value is a whole number, not below the lowest, and below the end."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    large = whole and end is not None and value >= end  # type: ignore[operator]
    if not whole or large or value < lowest:  # type: ignore[operator]
        limits = f"{lowest} or more"
        if end is not None and (large or end >= 2**32):
            limits = f"{lowest} to " + (f"{end - 1:,}" if end < 2**32 else f"2^{end.bit_length() - 1} - 1")
        raise BullwhipError(f"{name}: found {_shown(value)}; give a whole number, {limits}")


def check_flag(name: str, value: object) -> None:
    """Raise BullwhipError unless a value is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise BullwhipError(f"{name}: found {_shown(value)}; give True or False")


def check_name(what: str, name: object, known: Collection[str], lacking: str) -> None:
    """Raise BullwhipError unless a name is one of those that are known; `lacking` says what one is that is not."""
    if not isinstance(name, str):
        raise BullwhipError(f"{what}: found {_shown(name)}, which is no name; {suggest('', known)}")
    if name not in known:
        raise BullwhipError(f"{what}: found {name!r}, which {lacking}; {suggest(name, known)}")


def check_list(what: str, names: object, example: str) -> list[Any]:
    """The names of a list, or of NumPy's or pandas' like.  Raises BullwhipError for a text, or where there are none."""
    if isinstance(names, str | bytes) or not isinstance(names, Collection):
        remedy = f"[{names!r}]" if isinstance(names, str) else example
        raise BullwhipError(f"{what}: found {_shown(names)}; give a list, such as {remedy}")
    listed = list(names)
    if not listed:
        raise BullwhipError(f"{what}: found none; give one or more, or leave it out")
    return listed


def names_in(given: Sequence[object]) -> tuple[Any, ...]:
    """Names that are given one by one, or in lists, one after another."""
    names: list[object] = []
    for part in given:
        names += [part] if isinstance(part, str) or not isinstance(part, Collection) else part
    return tuple(names)


def check_path(what: str, path: object, *endings: str) -> Path:
    """The path of a file to write, with one of these endings; without any, of a folder.  Raises BullwhipError."""
    if not isinstance(path, str | Path) or not str(path) or "\0" in str(path):
        raise BullwhipError(f"{what}: found {_shown(path)}; give a path")
    place = Path(path)
    if endings and place.suffix.lower() not in endings:
        raise BullwhipError(f"{what}: found {str(path)!r}; give one that ends in {' or '.join(endings)}")
    if endings and place.is_dir():
        raise BullwhipError(f"{what}: found {str(path)!r}, which is a folder; give the path of a file")
    for part in place.parents if endings else (place, *place.parents):
        if part.is_file():
            within = "" if part == place else f", within {str(part)!r}"
            raise BullwhipError(f"{what}: found {str(path)!r}{within}, which is a file; give a folder of another name")
    return place


def check_settings(settings: object) -> None:
    """Raise BullwhipError unless these are values by key, or nothing."""
    named = isinstance(settings, Mapping) and all(isinstance(key, str) for key in settings)
    if settings is not None and not named:
        raise BullwhipError(f"settings: found {_shown(settings)}; give values by key, such as {{'site.shop.stock': 3}}")


def _shown(value: object) -> str:
    """A value in a message, cut short."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
