"""What of a history is to be kept, in any form in which it may be asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from bullwhip.network.checks import check_list, check_name, check_whole
from bullwhip.network.errors import BullwhipError
from bullwhip.network.record import HISTORY, Selection
from bullwhip.network.topology import Network

__all__ = ["GivenRecord", "selection_of"]

# Whether to keep a history; or the columns to keep; or which columns, sites, items and periods (first, last), by key.
GivenRecord = bool | Collection[str] | Mapping[str, Any]

_KEYS = ("columns", "sites", "items", "periods")
_REMEDY = "give True, False, a list of columns, or a table such as {'columns': ['order'], 'sites': ['shop']}"


def selection_of(given: GivenRecord, network: Network, periods: int) -> Selection | None:
    """The part of a history that is to be kept; None where there is to be none.  Raises BullwhipError."""
    if isinstance(given, bool | np.bool_):
        return Selection.everything(network, periods) if given else None
    if isinstance(given, str | bytes) or not isinstance(given, Collection):
        raise BullwhipError(f"record: found {given!r}; {_REMEDY}")
    wanted = dict(given) if isinstance(given, Mapping) else {"columns": given}
    for key in wanted:
        check_name("record", key, _KEYS, "is no part of a history")
    columns = _names(wanted, "columns", HISTORY, "is no column of a history")
    points = [network.stockpoints[row] for row in network.listing]
    sites = _names(wanted, "sites", dict.fromkeys(point.site for point in points), "keeps no stock")
    items = _names(wanted, "items", dict.fromkeys(point.item for point in points), "is no item")
    kept = [point.site in sites and point.item in items for point in points]
    if not any(kept):
        raise BullwhipError("record: found no stockpoint that is of these sites and items; give others")
    return Selection(
        tuple(name for name in HISTORY if name in columns), network.listing[kept], _periods(wanted, periods)
    )


def _names(wanted: Mapping[str, Any], key: str, known: Collection[str], lacking: str) -> set[str]:
    """The names that are asked for, or all."""
    names = wanted.get(key)
    if names is None:
        return set(known)
    listed = check_list(f"record, {key}", names, f"['{next(iter(known))}']")
    for name in listed:
        check_name(f"record, {key}", name, known, lacking)
    return set(listed)


def _periods(wanted: Mapping[str, Any], periods: int) -> range:
    """The periods that are asked for, from the first to the last, counted from 0."""
    given = wanted.get("periods")
    if given is None:
        return range(periods)
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise BullwhipError(f"record, periods: found {given!r}; give the first and the last, such as (1, {periods})")
    first, last = given
    check_whole("record, first of the periods", first, 1, periods + 1)
    check_whole("record, last of the periods", last, int(first), periods + 1)
    return range(int(first) - 1, int(last))
