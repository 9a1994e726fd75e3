"""The one door to compiled code: `@compiled` makes a loop over arrays fast, and never answers with yesterday's code.

What numba compiles it keeps on the disk, beside the sources.  By itself it looks only at the file of the function that
was called: an edit of a file of which that function calls another would be overlooked in silence.  So what is kept here
is known by the text of a file *and* of all files with compiled code that it imports, and is made anew when one of them
is another.  For that a file with compiled code has

- its imports of other such files at the top, as `from bullwhip... import ...`;
- no numbers or arrays of other files in its compiled functions, unless these have compiled code as well.

A test (tests/network/test_compiled.py) holds all files to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, overload

from numba import njit
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.extending import register_jitable

__all__ = ["also_compiled", "compiled", "files_behind"]

Plain = TypeVar("Plain", bound=Callable[..., Any])
Kernel = Callable[..., Any]  # compiled functions are called with few checks of types: they are made for those that come

_OURS = re.compile(r"^from (bullwhip(?:\.\w+)+) import ", re.MULTILINE)
_DOOR = re.compile(rf"^from {re.escape(__name__)} import ", re.MULTILINE)


@overload
def compiled(function: Kernel) -> Kernel: ...
@overload
def compiled(*, inline: bool) -> Callable[[Kernel], Kernel]: ...
def compiled(function: Kernel | None = None, *, inline: bool = False) -> Any:
    """Compile a function when it is first called, for the types that it is called with.

    It runs without the interpreter's lock.  With `inline` it becomes a part of the compiled functions that call it,
    which is quicker where it is short, or where its loop should join theirs.
    """
    if function is None:
        return lambda given: _made(given, inline)
    return _made(function, inline)


def _made(function: Kernel, inline: bool) -> Any:
    if inline:
        return njit(inline="always", error_model="numpy")(function)
    made: Any = njit(nogil=True, error_model="numpy")(function)
    made._cache = _Kept(function)  # noqa: SLF001  (what njit(cache=True) does, with another cache)
    return made


def also_compiled(function: Plain) -> Plain:
    """Let a function of plain Python and NumPy be called by compiled ones as well."""
    made: Plain = register_jitable(function)
    return made


class _Kept(FunctionCache):
    """numba's cache of a function, fresh as long as all files behind the function are the same."""

    def __init__(self, function: Kernel) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        self._cache_file = IndexDataCacheFile(  # type: ignore[no-untyped-call]
            cache_path=self._cache_path,
            filename_base=self._impl.filename_base,
            source_stamp=_stamp(function.__code__.co_filename),
        )


@cache
def _stamp(file: str) -> str:
    """What the files behind a file hold, this one included."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for behind in sorted(files_behind(file)):
        digest.update(hashlib.sha256(Path(behind).read_bytes()).digest())
    return digest.hexdigest()


@cache
def files_behind(file: str) -> frozenset[str]:
    """A file with compiled code, and all that it imports, directly or not."""
    behind = {file}
    for module in _OURS.findall(Path(file).read_text(encoding="utf-8")):
        spec = find_spec(module)
        if spec is not None and spec.origin is not None and spec.origin not in behind and _has_compiled(spec.origin):
            behind |= files_behind(spec.origin)
    return frozenset(behind)


@cache
def _has_compiled(file: str) -> bool:
    return _DOOR.search(Path(file).read_text(encoding="utf-8")) is not None
