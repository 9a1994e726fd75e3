"""Split: an order is given to the lanes that replenish a row.

Orders were placed as if the first lane of each row got all of them: that is where the splits find them, in the slot of
mail of `inbound`.  Lanes are walked as they are asked: those of row i are lanes[first_in[i]] to lanes[first_in[i + 1]].
What is kept of lanes has rows of its own, of which `kept` says which is whose.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.rings import next_slot
from bullwhip.network.rounding import NEGLIGIBLE, ceil_units, floor_units, meets

__all__ = [
    "can_deliver",
    "give_by_luck",
    "give_in_turn",
    "give_shares",
    "give_to_cheapest",
    "give_whole_shares",
    "raise_to_lots",
    "spread",
    "spread_some",
]

_DIGITS = 1e-6  # of a sum of units: what rounding leaves of it is less than NEGLIGIBLE of this


@compiled
def can_deliver(  # type: ignore[no-untyped-def]
    first, last, first_in, lanes, kept, first_input, input_, units, capacity, source, order_delay, settled, asked_at,
    mail_first, mail_stride, mail_end, on_hand, owed, mail, whole, can,
):  # fmt: skip
    """What the lanes of the rows from `first` to `last` can deliver, into `can` (kept, columns).

    That is what their inputs on hand and their capacity allow, beyond what is owed and what is in the mail.  The mail
    of this period is still on its way where the supplier has not settled; the outside world is the last to do so.
    """
    rows = first_in.shape[0] - 1
    for at in range(first_in[first], first_in[last]):
        if kept[at] < 0:
            continue
        lane, free = lanes[at], can[kept[at]]
        free[:] = capacity[lane] - owed[lane]
        for k in range(first_input[lane], first_input[lane + 1]):
            stock, each = on_hand[input_[k]], units[k]
            for r in range(free.shape[0]):
                free[r] = min(free[r], stock[r] / each)
        sender = source[lane] if source[lane] >= 0 else rows
        slot = asked_at[lane]
        for ahead in range(order_delay[lane]):
            if ahead > 0 or sender >= settled:
                free -= mail[slot]
            slot = next_slot(slot, lane, mail_first, mail_stride, mail_end)
        for r in range(free.shape[0]):
            free[r] = max(floor_units(free[r]) if whole else free[r], 0.0)


@compiled
def give_shares(rows, first_in, lanes, share, inbound, placed_at, mail):  # type: ignore[no-untyped-def]
    """Each lane gets its share of an order."""
    order = np.empty(mail.shape[1])
    for i in rows:
        order[:] = mail[placed_at[inbound[i]]]
        for at in range(first_in[i], first_in[i + 1]):
            part, each = mail[placed_at[lanes[at]]], share[lanes[at]]
            for r in range(order.shape[0]):
                part[r] = each * order[r]


@compiled
def give_whole_shares(  # type: ignore[no-untyped-def]
    rows, first_in, lanes, share, inbound, placed_at, mail, kept, so_far
):
    """Each lane gets the whole units of its share; the rest go to those furthest behind their share of all so far.

    Of equals the first one walked.  `so_far` (kept, columns) is what each lane got.
    """
    columns = mail.shape[1]
    left, total, most = np.empty(columns), np.empty(columns), np.empty(columns)
    whose = np.empty(columns, np.int64)
    for i in rows:
        first, last = first_in[i], first_in[i + 1]
        left[:] = mail[placed_at[inbound[i]]]
        total[:] = left
        for at in range(first, last):
            total += so_far[kept[at]]
        for at in range(first, last):
            part, each, got = mail[placed_at[lanes[at]]], share[lanes[at]], so_far[kept[at]]
            if at == first:
                most[:] = left  # the order
            for r in range(columns):
                part[r] = floor_units(each * most[r])
                left[r] -= part[r]
                got[r] += part[r]
        for _ in range(last - first - 1):  # no more units than that are left
            most[:] = -np.inf
            for at in range(first, last):
                each, got = share[lanes[at]], so_far[kept[at]]
                for r in range(columns):
                    behind = each * total[r] - got[r]
                    if not meets(behind, most[r], max(1.0, _DIGITS * total[r])):
                        most[r] = behind
                        whose[r] = at
            for at in range(first, last):
                part, got = mail[placed_at[lanes[at]]], so_far[kept[at]]
                for r in range(columns):
                    one = 1.0 if whose[r] == at and left[r] > 0.0 else 0.0
                    part[r] += one
                    got[r] += one
                    left[r] -= one


@compiled
def give_in_turn(rows, first_in, lanes, inbound, placed_at, mail, kept, can):  # type: ignore[no-untyped-def]
    """Each lane gets what it can deliver of what is left; what nobody can, the first."""
    left = np.empty(mail.shape[1])
    for i in rows:
        left[:] = mail[placed_at[inbound[i]]]
        for at in range(first_in[i], first_in[i + 1]):
            part, free = mail[placed_at[lanes[at]]], can[kept[at]]
            for r in range(left.shape[0]):
                part[r] = min(left[r], free[r])
                left[r] -= part[r]
        mail[placed_at[lanes[first_in[i]]]] += left


@compiled
def give_to_cheapest(  # type: ignore[no-untyped-def]
    rows, first_in, lanes, inbound, placed_at, mail, kept, can, priced, first_step, least, price, shipment, group,
    times, more,
):  # fmt: skip
    """All to the lane where it costs least, of those that can deliver all of it, or if none can, of all.

    Of equals the first one walked.  `priced` says which prices are whose: steps as `Prices` has them.  A lane of a
    group has so many times its price, and so much more (groups, columns), but no less than nothing.
    """
    columns = mail.shape[1]
    order, paid, lowest, able = np.empty(columns), np.empty(columns), np.empty(columns), np.empty(columns)
    whose = np.empty(columns, np.int64)
    for i in rows:
        first, last = first_in[i], first_in[i + 1]
        order[:] = mail[placed_at[inbound[i]]]
        able[:] = -1.0
        for at in range(first, last):
            free, lane = can[kept[at]], priced[at]
            for step in range(first_step[lane], first_step[lane + 1]):
                for r in range(columns):
                    if step == first_step[lane] or meets(least[step], order[r], 1.0):
                        paid[r] = price[step] * order[r] + shipment[lane]
            for r in range(columns if group[lane] >= 0 else 0):
                changed = (paid[r] - shipment[lane]) * times[group[lane], r] + more[group[lane], r] * order[r]
                paid[r] = max(changed, 0.0) + shipment[lane]
            for r in range(columns):
                can_all = 1.0 if meets(order[r], free[r], 1.0) else 0.0
                if can_all > able[r] or (can_all == able[r] and not meets(lowest[r], paid[r], 1.0)):
                    able[r], lowest[r], whose[r] = can_all, paid[r], at
        for at in range(first, last):
            part = mail[placed_at[lanes[at]]]
            for r in range(columns):
                part[r] = order[r] if whose[r] == at else 0.0


@compiled
def give_by_luck(rows, first_in, lanes, share, inbound, placed_at, mail, luck):  # type: ignore[no-untyped-def]
    """One lane gets all of an order: each has its chance.  `luck` (rows, columns) is used up."""
    left = np.empty(mail.shape[1])
    for k, i in enumerate(rows):
        left[:] = mail[placed_at[inbound[i]]]
        drawn, last = luck[k], first_in[i + 1] - 1
        for at in range(first_in[i], last + 1):
            part, chance = mail[placed_at[lanes[at]]], share[lanes[at]]
            for r in range(left.shape[0]):
                drawn[r] -= chance
                part[r] = left[r] if drawn[r] < 0.0 or at == last else 0.0
                left[r] -= part[r]


@compiled
def spread(first, orders, first_in, lane_in, placed_at, mail):  # type: ignore[no-untyped-def]
    """Orders (lanes, rows, columns) of the rows from `first` on say what each lane gets, the fastest first."""
    for k in range(orders.shape[1]):
        for lane in range(orders.shape[0]):
            mail[placed_at[lane_in[first_in[first + k] + lane]]] = orders[lane, k]


@compiled
def spread_some(first, orders, which, first_in, lane_in, placed_at, mail):  # type: ignore[no-untyped-def]
    """As `spread`, where `which` (rows, columns) is true."""
    for k in range(orders.shape[1]):
        for lane in range(orders.shape[0]):
            slot = placed_at[lane_in[first_in[first + k] + lane]]
            for r in range(orders.shape[2]):
                if which[k, r]:
                    mail[slot, r] = orders[lane, k, r]


@compiled
def raise_to_lots(  # type: ignore[no-untyped-def]
    rows, first_in, lanes, minimum, multiple, placed_at, mail, position, order_sum, order_square_sum, typical
):
    """What is ordered on a lane is raised to its minimum and multiple; nothing stays nothing.

    Position and sums of orders, about `typical` (stockpoints,), know what was ordered before that.
    """
    columns = mail.shape[1]
    before, after = np.empty(columns), np.empty(columns)
    for i in rows:
        before[:] = 0.0
        after[:] = 0.0
        for at in range(first_in[i], first_in[i + 1]):
            lane = lanes[at]
            part, least, lot = mail[placed_at[lane]], minimum[lane], multiple[lane]
            before += part
            if least > 0.0 or lot > 0.0:
                for r in range(columns):
                    part[r] = _raised(part[r], least, lot, abs(position[i, r]))
            after += part
        for r in range(columns):
            more, about = after[r] - before[r], before[r] - typical[i]
            position[i, r] += more
            order_sum[i, r] += more
            order_square_sum[i, r] += more * (2.0 * about + more)


@compiled(inline=True)
def _raised(units, minimum, multiple, scale):  # type: ignore[no-untyped-def]
    """`scale` is the size of the figures that orders were computed from."""
    if units <= NEGLIGIBLE * max(minimum, scale):
        return units
    units = max(units, minimum)
    return ceil_units(units / multiple, scale / multiple) * multiple if multiple > 0.0 else units
