"""Garbage collection, put off while something large is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off garbage collection: a large network is millions of live objects, which it would visit in vain.

    Reading 100,000 sites, and laying them out, takes half the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
