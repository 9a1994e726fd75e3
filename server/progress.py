"""A progress bar for runs that last, on terminals only."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bullwhip.server.speech import say

__all__ = ["progress"]

PATIENCE = 1.0  # seconds without a bar
COMPILING = 4.0  # seconds without a sign of life, after which it is said why
FORM = "{percentage:3.0f}% {bar} {elapsed} gone, {remaining} to go, {rate_fmt}"


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None] | None]:
    """What to call with the node-periods done, of `total`; None where nobody watches.

    The bar goes to standard error, and is gone at the end.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    note = threading.Timer(COMPILING, lambda: say("Compiling the engine (only the first time) ...", err=True))
    note.daemon = True
    note.start()
    with tqdm(
        total=total, unit=" node-periods", unit_scale=True, delay=PATIENCE, leave=False, bar_format=FORM,
        dynamic_ncols=True,
    ) as bar:  # fmt: skip

        def done(count: int) -> None:
            note.cancel()
            bar.update(count)

        try:
            yield done
        finally:
            note.cancel()
