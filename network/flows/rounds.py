"""Rounds: where a recipe or a capacity ties lanes together, stock is offered again until nothing more can go out.

(a) Every stockpoint offers what it has to its claims, by its allocation, each as far as the lane could take it for all
it knows: what is owed, what capacity is left, what the lane's other inputs have.  (b) Every lane takes the least of
what its inputs offer and its part of the site's capacity.  (c) What a lane cannot take is offered again.  After some
rounds lanes take what is left one by one, as luck has it, so that nothing lies idle that a claim could use.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.allocation.modes import share
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.allocate import serve_groups, strike_out_oldest
from bullwhip.network.rounding import floor_units

__all__ = ["fill_alone", "fill_in_rounds", "take_what_is_left"]

_ROUNDS = 8
_NOTHING = 1e-9  # of what is claimed: where units are not whole, less than this is no movement
_HAIR = 1e-12  # of what is claimed: less than this is what rounding leaves


@compiled
def fill_alone(tied, whole, on_hand, owed, pipe, sent_at):  # type: ignore[no-untyped-def]
    """Lanes that share nothing with others take all they can."""
    for k in range(tied.lanes.shape[0]):
        lane = tied.lanes[k]
        waiting, sent, most = owed[lane], pipe[sent_at[lane]], tied.capacity[k]
        taken = np.minimum(waiting, most)
        for at in range(tied.first_input[k], tied.first_input[k + 1]):
            stock, each = on_hand[tied.rows[tied.input[at]]], tied.units[tied.claim[at]]
            for r in range(taken.shape[0]):
                taken[r] = min(taken[r], stock[r] / each)
        for r in range(taken.shape[0]):
            taken[r] = max(np.floor(taken[r]) if whole else taken[r], 0.0)
            waiting[r] -= taken[r]
            sent[r] += taken[r]
        for at in range(tied.first_input[k], tied.first_input[k + 1]):
            stock, each = on_hand[tied.rows[tied.input[at]]], tied.units[tied.claim[at]]
            for r in range(taken.shape[0]):
                stock[r] = max(stock[r] - each * taken[r], 0.0)


@compiled
def fill_in_rounds(  # type: ignore[no-untyped-def]
    tied, left, whole, on_hand, owed, pipe, sent_at, ages, put_aside, aside, key, replications, period
):
    """What each lane has taken (lanes, columns), and whether any could take more yet (columns,).

    `tied` is a `Tied`, `left` (sites, columns) the capacity that is left, `ages` the claims by age.  What is put aside
    until all are filled is owed as well: `aside`, of lanes as `put_aside` has them.
    """
    lanes, columns = tied.lanes.shape[0], on_hand.shape[1]
    taken, limit, quantity = np.zeros((lanes, columns)), np.empty((lanes, columns)), np.empty((lanes, columns))
    claims, given = np.empty((tied.of.shape[0], columns)), np.empty((tied.of.shape[0], columns))
    groups = 0 if lanes == 0 else tied.group.max() + 1
    claimed, over = np.zeros((groups, columns)), np.zeros((groups, columns), np.bool_)
    for k in range(lanes):
        claimed[tied.group[k]] += owed[tied.lanes[k]]
        if put_aside[tied.lanes[k]] >= 0:
            claimed[tied.group[k]] += aside[put_aside[tied.lanes[k]]]
    for _ in range(_ROUNDS):
        _limits(tied, left, whole, owed, taken, over, limit)
        _offers(tied, whole, on_hand, limit, claims, given, ages, key, replications, period)
        _quantities(tied, whole, on_hand, limit, given, quantity)
        _parts_of_capacity(tied, left, whole, on_hand, limit, ages, key, replications, period, quantity)
        moved = np.zeros((groups, columns))
        for k in range(lanes):
            moved[tied.group[k]] += quantity[k]
            _take(tied, left, k, quantity[k], on_hand, owed, taken, ages, period)
        going_on = False
        for g in range(groups):
            for r in range(columns):
                over[g, r] = moved[g, r] <= (0.0 if whole else _NOTHING * claimed[g, r])
                going_on |= not over[g, r]
        if not going_on:
            break
    for k in range(lanes):
        pipe[sent_at[tied.lanes[k]]] += taken[k]
    over[:] = False
    more = np.zeros(columns, np.bool_)
    _limits(tied, left, whole, owed, taken, over, limit)
    for k in range(lanes):
        for r in range(columns):
            most = _most(tied, whole, k, r, limit[k, r], on_hand)
            more[r] |= most > (0.5 if whole else _HAIR * claimed[tied.group[k], r])
    return taken, more


@compiled
def take_what_is_left(  # type: ignore[no-untyped-def]
    tied, left, whole, on_hand, owed, pipe, sent_at, ages, period, taken, more, luck
):
    """Where `more` can go out, lanes take all they can one by one, in the order of `luck` (lanes, columns)."""
    limit, over = np.empty_like(taken), np.zeros((tied.group.max() + 1, more.shape[0]), np.bool_)
    for r in range(more.shape[0]):
        if not more[r]:
            continue
        for k in np.argsort(luck[:, r]):
            _limits(tied, left, whole, owed, taken, over, limit)
            amount = np.zeros(more.shape[0])
            amount[r] = _most(tied, whole, k, r, limit[k, r], on_hand)
            _take(tied, left, k, amount, on_hand, owed, taken, ages, period)
            pipe[sent_at[tied.lanes[k]], r] += amount[r]


@compiled
def _limits(tied, left, whole, owed, taken, over, limit):  # type: ignore[no-untyped-def]
    """What lanes (lanes, columns) could take for all they know, their inputs apart."""
    for k in range(tied.lanes.shape[0]):
        waiting, most, done = owed[tied.lanes[k]], tied.capacity[k], over[tied.group[k]]
        for r in range(waiting.shape[0]):
            limit[k, r] = 0.0 if done[r] else max(min(waiting[r], most - taken[k, r]), 0.0)
        if tied.site_of[k] >= 0:
            room, use = left[tied.site_of[k]], tied.use_of[k]
            for r in range(waiting.shape[0]):
                left_here = room[r] / use
                limit[k, r] = min(limit[k, r], floor_units(left_here) if whole else left_here)


@compiled(inline=True)
def _most(tied, whole, k, r, most, on_hand):  # type: ignore[no-untyped-def]
    """What a lane could take if it were alone."""
    for at in range(tied.first_input[k], tied.first_input[k + 1]):
        most = min(most, on_hand[tied.rows[tied.input[at]], r] / tied.units[tied.claim[at]])
    return max(np.floor(most) if whole else most, 0.0)


@compiled
def _offers(tied, whole, on_hand, limit, claims, given, ages, key, replications, period):  # type: ignore[no-untyped-def]
    """What each stockpoint offers to its claims: `given` (claims, columns), in units of the lane."""
    columns = limit.shape[1]
    for k in range(tied.lanes.shape[0]):
        for at in range(tied.first_input[k], tied.first_input[k + 1]):
            c = tied.claim[at]
            for r in range(columns):
                most = limit[k, r]
                for other in range(tied.first_input[k], tied.first_input[k + 1]):
                    if other != at:
                        there = on_hand[tied.rows[tied.input[other]], r]
                        most = min(most, there / tied.units[tied.claim[other]])
                claims[c, r] = max(np.floor(most) if whole else most, 0.0)
    given[:] = 0.0
    for i in range(tied.rows.shape[0]):
        begin, end = tied.first_claim[i], tied.first_claim[i + 1]
        stock, each = on_hand[tied.rows[i]].copy(), tied.units[begin:end]
        luck = tied.claimant[begin:end]
        if tied.by_age[i]:
            _by_age(
                tied.mode[i], stock, claims[begin:end], each, given[begin:end], tied.aged[tied.of[begin:end]], ages,
                whole, key, tied.luck[i], luck, replications, period,
            )  # fmt: skip
        else:
            for c in range(begin, end):
                claims[c] *= tied.units[c]
            serve_groups(
                tied.mode[i], stock, claims[begin:end], given[begin:end], tied.turn[begin:end], whole, key, luck,
                replications, period,
            )  # fmt: skip
        for c in range(begin, end):
            given[c] /= tied.units[c]


@compiled
def _by_age(  # type: ignore[no-untyped-def]
    mode, stock, limit, each, given, aged, ages, whole, key, stream, claimants, replications, period
):
    """Offer `stock` (columns,) to the oldest claims first, up to `limit` (claims, columns), in units of lanes."""
    part = np.empty_like(limit)
    for claimed in range(max(0, period + 2 - ages.shape[0]), period + 2):
        for c in range(limit.shape[0]):
            for r in range(limit.shape[1]):
                part[c, r] = min(ages[claimed % ages.shape[0], aged[c], r], limit[c, r])
                limit[c, r] -= part[c, r]
                part[c, r] *= each[c]
        share(mode, stock, part, given, whole, key, stream, claimants, replications, period)


@compiled
def _quantities(tied, whole, on_hand, limit, given, quantity):  # type: ignore[no-untyped-def]
    """What lanes can take of what their inputs offer: `quantity` (lanes, columns)."""
    for k in range(tied.lanes.shape[0]):
        for r in range(limit.shape[1]):
            most = limit[k, r]
            for at in range(tied.first_input[k], tied.first_input[k + 1]):
                most = min(most, given[tied.claim[at], r])
            quantity[k, r] = np.floor(most + _NOTHING) if whole else most


@compiled
def _parts_of_capacity(  # type: ignore[no-untyped-def]
    tied, left, whole, on_hand, limit, ages, key, replications, period, quantity
):
    """Cut `quantity` (lanes, columns) to each lane's part of its site's capacity."""
    columns = limit.shape[1]
    for s in range(tied.site.shape[0]):
        begin, end = tied.first_user[s], tied.first_user[s + 1]
        wants, parts = np.empty((end - begin, columns)), np.zeros((end - begin, columns))
        for u in range(begin, end):
            for r in range(columns):
                wants[u - begin, r] = _most(tied, whole, tied.user[u], r, limit[tied.user[u], r], on_hand)
        stock, nobody = left[tied.site[s]].copy(), np.zeros(end - begin, np.uint64)
        if tied.site_by_age[s]:
            aged = tied.aged[tied.user[begin:end]]
            _by_age(
                tied.site_mode[s], stock, wants, tied.use[begin:end], parts, aged, ages, False, key, np.uint64(0),
                nobody, replications, period,
            )  # fmt: skip
        else:
            for u in range(begin, end):
                wants[u - begin] *= tied.use[u]
            serve_groups(
                tied.site_mode[s], stock, wants, parts, tied.user_turn[begin:end], False, key, nobody, replications,
                period,
            )  # fmt: skip
        for u in range(begin, end):
            k = tied.user[u]
            for r in range(columns):
                most = min(quantity[k, r], parts[u - begin, r] / tied.use[u])
                quantity[k, r] = np.floor(most + _NOTHING) if whole else most


@compiled
def _take(tied, left, k, amount, on_hand, owed, taken, ages, period):  # type: ignore[no-untyped-def]
    """A lane takes an amount (columns,) of what it delivers."""
    waiting = owed[tied.lanes[k]]
    for r in range(amount.shape[0]):
        waiting[r] -= amount[r]
        taken[k, r] += amount[r]
    for at in range(tied.first_input[k], tied.first_input[k + 1]):
        stock, each = on_hand[tied.rows[tied.input[at]]], tied.units[tied.claim[at]]
        for r in range(amount.shape[0]):
            stock[r] = max(stock[r] - each * amount[r], 0.0)
    if tied.site_of[k] >= 0:
        room = left[tied.site_of[k]]
        for r in range(amount.shape[0]):
            room[r] = max(room[r] - tied.use_of[k] * amount[r], 0.0)
    if tied.aged[k] >= 0:
        _strike_oldest(ages[:, tied.aged[k]], amount, waiting, period)


@compiled
def _strike_oldest(claims, amount, owed, period):  # type: ignore[no-untyped-def]
    """An amount (columns,) was of the oldest of `claims` (ages, columns); where none is left, nothing is owed."""
    strike_out_oldest(claims, amount, period)
    for r in range(amount.shape[0]):
        still = 0.0
        for slot in range(claims.shape[0] if amount[r] > 0.0 else 0):
            still += claims[slot, r]
        if amount[r] > 0.0 and still <= 0.0:
            owed[r] = 0.0
