"""Garbage collection, put off while something large is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off garbage collection: a large network is millions of live objects, which it would visit in vain.

    Reading 100,000 sites, and laying them out, takes half the time.  What was made counts as old then, so that the next
    collection of what is young does not visit it either.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # nobody else has put objects aside, who would get them back
                gc.freeze()
                gc.unfreeze()
            gc.enable()
