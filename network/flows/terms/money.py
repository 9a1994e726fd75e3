"""Money: at the end of a period what was sent is paid for, by who gets it to who sent it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.prices import Charges
from bullwhip.network.rounding import NEGLIGIBLE, meets
from bullwhip.network.tally import Sum
from bullwhip.network.topology import Network

__all__ = ["PAYMENTS", "Money", "changed_prices"]

PAYMENTS = {  # by kind, in the order of `paid`
    "purchase": Sum.PURCHASES,
    "production": Sum.PRODUCTION,
    "shipment": Sum.SHIPMENTS,
    "inside": Sum.PAID_INSIDE,
    "sales": Sum.SALES,
    "deliveries": Sum.DELIVERIES,
}
_NO_CHANGES = np.empty((0, 0))
_PURCHASE, _PRODUCTION, _SHIPMENT, _INSIDE, _SALES, _DELIVERIES = range(len(PAYMENTS))


class Money(Term):
    """What was paid in this period."""

    by_column = ("paid",)

    form: Ints  # (stockpoints,) 0: all is done when the period ends
    charges: Charges  # who pays, and whom
    rows: Ints  # those that pay or are paid
    buyer: Ints  # (lanes that cost,) place among these
    seller: Ints  # (lanes that cost,) place among these, or -1: nobody of the network
    shop: Ints  # (customers who pay,) place among these
    group: Ints  # (lanes that cost,) of the changes of their prices by disruptions, or -1
    paid: Array  # (kinds, such rows, columns) money of this period, in the order of PAYMENTS

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Money:
        """Nothing is paid yet."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.charges = charges = network.charges
        made.rows = charges.rows
        place = np.full(network.rows + 1, -1)  # the last one is nobody's
        place[made.rows] = np.arange(made.rows.size)
        made.buyer, made.seller, made.shop = place[charges.buyer], place[charges.seller], place[charges.shop]
        made.group = np.full(charges.lanes.size, -1)
        if network.storms:
            made.group = network.storms.struck(Effect.PRICE).group[charges.lanes]
        made.paid = np.zeros((len(PAYMENTS), made.rows.size, replications))
        return made

    @property
    def applies(self) -> bool:
        """Whether anything costs money when it is sent."""
        return self.rows.size > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts when all has been sent."""
        return ()

    def begin(self, period: Period) -> None:
        """Nothing is paid yet in this period."""
        self.paid[:] = 0.0

    def ended(self, period: Period) -> None:
        """Pay for what was sent."""
        s, charges, prices = period.state, self.charges, self.charges.prices
        pay(
            charges.lanes, self.buyer, self.seller, charges.makes, prices.first, prices.least,
            prices.at(s.period + 1), prices.shipment, self.group, *changed_prices(period), s.sent_at, s.pipe, self.paid,
        )  # fmt: skip
        sell(charges.customers, self.shop, charges.sale_price, s.sent_at, s.pipe, self.paid)
        for of_kind, what in zip(self.paid, PAYMENTS.values(), strict=True):
            total = period.tally.counted(what)
            if total is not None:
                add(self.rows, of_kind, total)


def changed_prices(period: Period) -> tuple[Array, Array]:
    """What prices are multiplied by in the period, and what is added to them then: (groups, columns) each."""
    storms = period.state.term(Disruptions)
    if not storms.applies:
        return _NO_CHANGES, _NO_CHANGES
    changes = storms.changes[Effect.PRICE]
    return changes.times, changes.more


@compiled
def pay(  # type: ignore[no-untyped-def]
    lanes, buyer, seller, makes, first_step, least, price, shipment, group, times, more, sent_at, pipe, paid
):
    """For what was sent on these lanes: all its units have the price of the largest quantity that it reaches.

    `buyer` and `seller` are places in `paid`; nobody is -1.  A lane of a group has so many times its price, and so much
    more (groups, columns), but no less than nothing.
    """
    columns = paid.shape[2]
    money = np.empty(columns)
    for k in range(lanes.shape[0]):
        sent, kind = pipe[sent_at[lanes[k]]], _PRODUCTION if makes[k] else _PURCHASE
        for r in range(columns):
            money[r] = price[first_step[k]] * sent[r]
        for step in range(first_step[k] + 1, first_step[k + 1]):
            for r in range(columns):
                if meets(least[step], sent[r], 1.0):
                    money[r] = price[step] * sent[r]
        for r in range(columns if group[k] >= 0 else 0):
            changed = money[r] * times[group[k], r] + more[group[k], r] * sent[r]
            money[r] = max(changed, 0.0)
        for r in range(columns):
            paid[kind, buyer[k], r] += money[r]
            if sent[r] > NEGLIGIBLE:  # what rounding leaves of nothing is no shipment
                paid[_SHIPMENT, buyer[k], r] += shipment[k]
        for r in range(columns if seller[k] >= 0 else 0):
            paid[_INSIDE, buyer[k], r] += money[r]
            paid[_DELIVERIES, seller[k], r] += money[r]


@compiled
def sell(customers, shop, price, sent_at, pipe, paid):  # type: ignore[no-untyped-def]
    """What customers pay for what they get; who brings goods back gets their price."""
    for k in range(customers.shape[0]):
        sent = sent_at[customers[k]]
        for r in range(paid.shape[2]):
            paid[_SALES, shop[k], r] += price[k] * pipe[sent, r]


@compiled
def add(rows, values, total):  # type: ignore[no-untyped-def]
    """Add what some rows have to sums of all."""
    for k in range(rows.shape[0]):
        for r in range(values.shape[1]):
            total[rows[k], r] += values[k, r]
