"""Steps 5 and 6: customers leave, and goods perish."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.things import Stock, Way, World, strike_out

__all__ = ["expire", "issue", "lose", "stamp"]


def lose(world: World, members: Sequence[Stock]) -> None:
    for stock in members:
        customers = stock.customers
        if customers:
            unmet = min(customers.owed, max(customers.asked, 0.0))  # the oldest claims are filled first
            stock.lost = leave_at_once(world, stock, unmet) + run_out_of_patience(world, stock, customers)
            stock.goodwill = goodwill_after(stock, unmet / customers.asked if unmet > 0 else 0.0)


def leave_at_once(world: World, stock: Stock, unmet: float) -> float:
    """A share of those who came in this period and did not get it."""
    leaving: float = stock.terms.lost_share * unmet
    if leaving > 0:
        leaving = min(world.right_on_average(leaving, "lost", *stock.place), unmet)
        assert stock.customers is not None
        strike_out(stock.customers.claims, leaving)
    return leaving


def run_out_of_patience(world: World, stock: Stock, customers: Way) -> float:
    """Those who have waited for as many periods as they will."""
    if stock.terms.patience is None:
        return 0.0
    last = world.period - stock.terms.patience
    leaving = sum(claim.units for claim in customers.claims if claim.period <= last)
    customers.claims = [claim for claim in customers.claims if claim.period > last]
    return leaving


def goodwill_after(stock: Stock, unfilled: float) -> float:
    """What a period leaves of it, in which this share of the demand was not filled."""
    terms = stock.terms.goodwill
    if terms is None:
        return 1.0
    left = max(terms.floor, stock.goodwill * (1 - terms.loss * unfilled))
    return float(left + terms.recovery * (1 - left))


def expire(world: World, members: Sequence[Stock]) -> None:
    for stock in members:
        book = world.books[stock.place[1]]
        issue(stock, sum(units for _, units in stock.lots) - stock.on_hand)  # what was filled
        if stock.terms.shelf_life is not None:
            stock.discarded = past_their_life(world, stock, stock.terms.shelf_life)
        stock.shrunk = shrinkage(world, stock)
        if stock.terms.obsolete_at is not None and world.period >= stock.terms.obsolete_at:
            stock.discarded += take_off(stock, stock.on_hand)
        book["discarded"] += stock.discarded
        book["shrunk"] += stock.shrunk


def stamp(world: World, members: Sequence[Stock]) -> None:
    """Step 2 once more: what is new is a lot of this period's."""
    for stock in members:
        new = stock.on_hand - sum(units for _, units in stock.lots)
        stock.lots.append((world.period, max(new, 0.0)))


def issue(stock: Stock, units: float) -> None:
    """So many units leave the lots, the oldest first or the newest."""
    lots = stock.lots if stock.terms.issue == "fifo" else stock.lots[::-1]
    left = []
    for received, there in lots:
        leaving = min(there, max(units, 0.0))
        units -= leaving
        left.append((received, there - leaving))
    stock.lots = sorted((received, there) for received, there in left if there > 0)


def past_their_life(world: World, stock: Stock, shelf_life: int) -> float:
    """Goods received m - 1 periods ago have been of use for m periods."""
    last = world.period - shelf_life + 1
    old = sum(units for received, units in stock.lots if received <= last)
    stock.lots = [(received, units) for received, units in stock.lots if received > last]
    stock.on_hand = max(stock.on_hand - old, 0.0)
    return old


def shrinkage(world: World, stock: Stock) -> float:
    """A share of what is left; it is the next that would be issued."""
    share = stock.terms.shrinkage * stock.on_hand
    if share <= 0:
        return 0.0
    return take_off(stock, min(world.right_on_average(share, "shrinkage", *stock.place), stock.on_hand))


def take_off(stock: Stock, units: float) -> float:
    stock.on_hand -= units
    issue(stock, units)
    return units
