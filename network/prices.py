"""Prices of lanes, by quantity and period, and who pays whom, as loops over arrays take them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.prices import PriceChange

__all__ = ["Charges", "ListPrices", "Prices"]

_FAR = 10**10  # periods: more than anybody asks for


class Prices(NamedTuple):
    """Steps of prices: the first of a lane is for any quantity, the others for so many units or more."""

    changing: tuple[tuple[int, Lane], ...]  # steps whose price changes with time, and their lanes
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
        first = np.searchsorted([at for _, _, at in steps], np.arange(len(lanes) + 1))
        return Prices(
            changing=tuple((int(first[at]), lane) for at, lane in enumerate(lanes) if lane.price_changes),
            first=first,
            least=np.array([least for least, _, _ in steps]),
            price=np.array([price for _, price, _ in steps]),
            shipment=np.array([lane.shipment_cost for lane in lanes]),
        )

    def at(self, period: int) -> Array:
        """The prices (steps,) of a period, counted from 1."""
        prices = self.price.copy()
        for step, lane in self.changing:
            prices[step] = lane.price_in(period)
        return prices


class ListPrices:
    """What a unit costs by lane and period, discounts by quantity apart."""

    def __init__(self, price: Array, changes: Mapping[int, Sequence[PriceChange]]) -> None:
        """`price` (lanes,) at the start, and what it is from some periods on, by lane."""
        self._price = price
        steps = sorted((lane * _FAR + one.period, one.price) for lane, some in changes.items() for one in some)
        self._from: Ints = np.array([begins for begins, _ in steps], np.int64)
        self._then: Array = np.array([then for _, then in steps], np.float64)

    def at(self, lanes: Ints, periods: Ints) -> Array:
        """Those of some lanes, each in a period (lanes,), counted from 1."""
        prices = self._price[lanes]
        if self._from.size:
            step = np.searchsorted(self._from, lanes * _FAR + periods, side="right") - 1
            changed = (step >= 0) & (self._from[step] // _FAR == lanes)
            prices = np.where(changed, self._then[step], prices)
        return prices


class Charges:
    """Which lanes and customers pay, and whom."""

    PRICED = ("price", "price_changes", "discounts", "shipment_cost")  # keys of lanes

    def __init__(
        self,
        lanes: Mapping[int, Lane],
        sale_prices: Mapping[int, float],
        disrupted: Collection[int],
        source: Ints,
        target: Ints,
        rows: int,
    ) -> None:
        """`lanes` and `sale_prices`, of customers' lanes, by lane; `source`, `target` and `rows` are the network's.

        Lanes whose price a disruption may change are `disrupted`: they may cost something without a price of their own.
        """
        priced = {
            at: lane for at, lane in lanes.items() if at in disrupted or any(getattr(lane, key) for key in self.PRICED)
        }
        self.lanes: Ints = np.array(list(priced), np.int64)
        self.prices = Prices.of(list(priced.values()))
        self.makes: Flags = np.array([bool(lane.recipe) for lane in priced.values()], bool)
        self.buyer: Ints = target[self.lanes]
        self.seller: Ints = np.where(self.makes, -1, source[self.lanes])  # row, or -1: nobody of the network
        self.customers: Ints = np.array([lane for lane, price in sale_prices.items() if price], np.int64)
        self.shop: Ints = source[self.customers]
        self.sale_price: Array = np.array([sale_prices[lane] for lane in self.customers.tolist()], np.float64)
        self._rows = rows

    @cached_property
    def rows(self) -> Ints:
        """Those that pay or are paid."""
        return np.unique(np.concatenate([self.buyer, self.seller[self.seller >= 0], self.shop]))

    @cached_property
    def rates(self) -> dict[str, Array]:
        """By kind of payment: (stockpoints,) 1 where there may be any, else 0."""
        inside = self.seller >= 0
        payers = {
            "purchase": self.buyer[~self.makes],
            "production": self.buyer[self.makes],
            "shipment": self.buyer[self.prices.shipment > 0],
            "inside": self.buyer[inside],
            "sales": self.shop,
            "deliveries": self.seller[inside],
        }
        return {kind: self._ones(rows) for kind, rows in payers.items()}

    def _ones(self, rows: Ints) -> Array:
        ones = np.zeros(self._rows)
        ones[rows] = 1.0
        return ones
