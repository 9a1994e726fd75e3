"""Emergency shipments, and a backup supplier: a second lane that is for shortages alone.

These rules say what is ordered on each lane, the fastest first; that one is the lane for shortages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.dual_sourcing import ForTwoLanes
from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Scale, Units
from bullwhip.agents.rules.shortage import cut_off
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.rounding import meets

__all__ = ["Backup", "Emergency"]


@dataclass(frozen=True)
class Emergency(ForTwoLanes):
    """Order up to a level on the regular lane; where stock is low, what is missing by the faster one.

    Where net stock is at or below `threshold`, the express order raises the position within the order delay and lead
    time of the express lane to `up_to`.  Regular orders raise the whole position to `level`, the express order
    included.  What an emergency costs is the price of that lane.  With lots in place of levels: Moinzadeh & Nahmias,
    Management Science 34(6) 1988; with levels: Tagaras & Vlachos, Management Science 47(3) 2001.
    """

    searched: ClassVar[Mapping[str, Scale]] = {"level": "stock", "threshold": "point", "up_to": "stock"}

    level: float
    """Order-up-to level of the whole inventory position, the express order included, in units."""
    threshold: float
    """Net stock at or below which it is an emergency, in units."""
    up_to: float
    """In an emergency: order-up-to level of the position within the express lane's order delay and lead time."""

    def order(self, view: View) -> Array:
        """The emergency shipment, and what is missing then."""
        in_time, whole = view.lane_position
        low = meets(view.net_stock, self.threshold, np.abs(self.level))
        express = np.where(low, np.maximum(self.up_to - in_time, 0.0), 0.0)
        return np.stack([express, self.level - (whole + express)])


@dataclass(frozen=True)
class Backup(ForTwoLanes):
    """Order from the supplier of the slower lane; in a shortage from the backup as well, who needs time to get going.

    There is a shortage as long as net stock is at or below `threshold`, or supply is disrupted (orders, shipping,
    transit, receiving, capacity or lead time of either lane).  In its k-th period up to min(k / ramp, 1) x `reserved`
    units are ordered on the faster lane, so that the position within its order delay and lead time comes to `up_to`.
    Regular orders raise the whole position to `level`, the backup's order included.
    Contingent rerouting to a supplier who ramps up: Tomlin, Management Science 52(5) 2006.
    """

    searched: ClassVar[Mapping[str, Scale]] = {"level": "stock", "threshold": "point", "up_to": "stock"}

    level: float
    """Order-up-to level of the whole inventory position, the backup's order included, in units."""
    threshold: float
    """Net stock at or below which it is a shortage, in units."""
    up_to: float
    """In a shortage: order-up-to level of the position within the backup's order delay and lead time, in units."""
    reserved: Units
    """Units that the backup can be asked for in a period, once it runs."""
    ramp: Annotated[float, Field(ge=1, le=LONGEST)] = 1.0
    """Periods until the backup runs in full.  [1: at once]"""

    def start(self, view: View) -> Remembered:
        """For how many periods there has been a shortage."""
        return super().start(view) | {"periods": np.zeros(view.shape)}

    def order(self, view: View) -> Array:
        """What the backup can send, and what is missing then."""
        in_time, whole = view.lane_position
        short = meets(view.net_stock, self.threshold, np.abs(self.level)) | cut_off(view)
        periods = np.where(short, view.memory["periods"] + 1.0, 0.0)
        view.memory["periods"] = periods
        can = np.minimum(periods / self.ramp, 1.0) * self.reserved
        backup = np.clip(self.up_to - in_time, 0.0, can)
        return np.stack([backup, self.level - (whole + backup)])
