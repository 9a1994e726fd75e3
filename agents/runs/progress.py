"""Progress: a bar for who watches, or a call for who wants to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bullwhip.network.errors import BullwhipError

__all__ = ["GivenProgress", "Progress", "bar", "watched"]

Progress = Callable[[int], None]  # called with the node-periods done since its last call
GivenProgress = Progress | bool | None  # True: a bar on standard error

_FORM = "{percentage:3.0f}% {bar} {elapsed} gone, {remaining} to go, {rate_fmt}"


@contextmanager
def bar(total: int, patience: float = 0.0) -> Iterator[Progress]:
    """What to call with the node-periods done, of `total`; a bar on standard error, which is gone at the end.

    It does not show in the first `patience` seconds.
    """
    from tqdm import tqdm

    with tqdm(
        total=total, unit=" node-periods", unit_scale=True, delay=patience, leave=False, bar_format=_FORM,
        dynamic_ncols=True,
    ) as shown:  # fmt: skip

        def done(count: int) -> None:
            shown.update(count)

        yield done


@contextmanager
def watched(progress: GivenProgress, total: int) -> Iterator[Progress | None]:
    """What a run calls, of what its caller gave.  Raises BullwhipError for what can be neither called nor shown."""
    if progress is True:
        with bar(total) as done:
            yield done
    elif progress is None or progress is False:
        yield None
    elif callable(progress):
        yield progress
    else:
        raise BullwhipError(f"progress: found {progress!r}; give True for a bar, or what is called with what was done")
