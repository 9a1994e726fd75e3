"""Errors in other people's code: whose rule or agent it was, when, and in which line."""

from __future__ import annotations

import functools
import sysconfig
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from bullwhip.agents.rules.view import View
from bullwhip.network.errors import RuleError, one_edit_away

__all__ = ["rule_error", "some_of"]

_NAMED = 5  # sites, of which a message names no more


def rule_error(who: str, when: str, error: Exception, module: str) -> RuleError:
    """What to raise `from` an error that somebody's code has raised; `module` is where that code is written."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    place = _place(error, module)
    return RuleError(f"{who}, {when}: {said}{_choice(error)}" + (f" ({place})" if place else ""))


def _choice(error: Exception) -> str:
    """What they may have meant, where they asked something for what it has not."""
    if not isinstance(error, AttributeError) or error.obj is None:
        return ""
    names = [name for name in dir(error.obj) if not name.startswith("_")]
    if isinstance(error.obj, View):
        return f"; a view has {', '.join(names)}"
    meant = next((other for other in one_edit_away(error.name or "") if other in names), None)
    return "" if meant is None else f"; did you mean {meant!r}?"


def some_of(sites: Sequence[str]) -> str:
    """Sites in words, each once, and not too many of them."""
    names = list(dict.fromkeys(sites))
    more = f", ... ({len(names):,} in all)" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _place(error: Exception, module: str) -> str:
    """`file.py:12, in order`: the innermost line of their own code; nothing if the error came before its first line."""
    frames = list(traceback.walk_tb(error.__traceback__))[1:]  # the first is who called them
    theirs = [(frame, line) for frame, line in frames if _is_theirs(frame, module)]
    if not theirs:
        return ""
    frame, line = theirs[-1]
    return f"{_short(frame.f_code.co_filename)}:{line}, in {frame.f_code.co_name}"


def _is_theirs(frame: FrameType, module: str) -> bool:
    """Whether a frame is of their package, or at least of nobody's that was installed."""
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    if package == module.partition(".")[0]:
        return True
    file = frame.f_code.co_filename
    return package != "bullwhip" and not file.startswith("<frozen") and not file.startswith(_installed())


@functools.cache
def _installed() -> tuple[str, ...]:
    """The folders of Python's own library, and of packages."""
    paths = sysconfig.get_paths()
    return tuple({paths[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")})


def _short(file: str) -> str:
    """A file as seen from the folder one is in."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
