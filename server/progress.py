"""A progress bar for runs that last, on terminals only."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bullwhip.agents.runs.progress import bar
from bullwhip.server.speech import say

__all__ = ["progress"]

PATIENCE = 1.0  # seconds without a bar
COMPILING = 4.0  # seconds without a sign of life, after which it is said why


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None] | None]:
    """What to call with the node-periods done, of `total`; None where nobody watches.

    The bar goes to standard error, and is gone at the end.
    """
    if not sys.stderr.isatty():
        yield None
        return
    note = threading.Timer(COMPILING, lambda: say("Compiling the engine (only the first time) ...", err=True))
    note.daemon = True
    note.start()
    with bar(total, PATIENCE) as count:

        def done(more: int) -> None:
            note.cancel()
            count(more)

        try:
            yield done
        finally:
            note.cancel()
