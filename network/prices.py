"""Prices of lanes, by quantity and period, as loops over arrays take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.scenario.lanes import Lane

__all__ = ["Prices"]


class Prices(NamedTuple):
    """Steps of prices: the first of a lane is for any quantity, the others for so many units or more."""

    lanes: tuple[Lane, ...]
    first: Ints  # (lanes + 1,) the steps of lane k are first[k] to first[k + 1], of small quantities first
    least: Array  # (steps,) units from which on it holds
    price: Array  # (steps,) money per unit; in a period `at` says what the first ones are
    shipment: Array  # (lanes,) money per shipment

    @staticmethod
    def of(lanes: Sequence[Lane]) -> Prices:
        """Those of some lanes."""
        steps = [(0.0, lane.price, at) for at, lane in enumerate(lanes)]
        steps += [(step.least, step.price, at) for at, lane in enumerate(lanes) for step in lane.discounts]
        steps.sort(key=lambda step: (step[2], step[0]))
        return Prices(
            lanes=tuple(lanes),
            first=np.searchsorted([at for _, _, at in steps], np.arange(len(lanes) + 1)),
            least=np.array([least for least, _, _ in steps]),
            price=np.array([price for _, price, _ in steps]),
            shipment=np.array([lane.shipment_cost for lane in lanes]),
        )

    def at(self, period: int) -> Array:
        """The prices (steps,) of a period, counted from 1."""
        prices = self.price.copy()
        for lane, step in zip(self.lanes, self.first[:-1].tolist(), strict=True):
            if lane.price_changes:
                prices[step] = lane.price_in(period)
        return prices
