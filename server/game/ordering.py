"""How a player's order is placed, from who asks for it to what is kept: alone as it comes, and many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bullwhip.agents.games.seat import CountedOrders
from bullwhip.server.game.camps import must_fit
from bullwhip.server.game.closing import Absent, expected
from bullwhip.server.game.database import Database, Written
from bullwhip.server.game.ids import code_of
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Placed, Room, Team
from bullwhip.server.game.rooms import Rooms

__all__ = ["OrderRequest", "Ordering", "accepted", "counted_already"]


@dataclass(frozen=True)
class OrderRequest:
    """An order that somebody wants to place; a `take` says which, where a week was taken back and is played again."""

    player: str
    week: int
    orders: CountedOrders  # units by item, or by item and lane
    take: int | None = None


def accepted(room: Room, asked: OrderRequest) -> tuple[Team, str, CountedOrders]:
    """The team, the site, and the orders as they will count.  Raises Refusal or IllegalOrder."""
    player = room.player(asked.player)
    team = room.team(player.team)
    if asked.week < team.week or room.over(team) or asked.take not in {None, team.take}:
        raise Refusal("week-closed", f"week {asked.week} is closed; the order for it was not changed", week=team.week)
    if room.state != "playing":
        raise Refusal("not-playing", "the game is not running now; wait until the host lets it begin, or go on")
    if asked.week > team.week:
        raise Refusal("week-to-come", f"week {asked.week} has not begun; order for week {team.week}", week=team.week)
    if team.seats[player.site].bot:
        raise Refusal("not-playing", "a bot orders for this seat now; ask the host to have it back")
    orders = team.game.check(player.site, asked.orders)
    if player.site in team.forced and any(orders[item] != units for item, units in asked.orders.items()):
        raise Refusal(
            "forced", "the order of this week is fixed by the scenario", orders=team.game.suggestion(player.site)
        )
    must_fit(room, team, player.site, orders)
    return team, player.site, orders


def counted_already(room: Room, asked: OrderRequest) -> Placed | None:
    """The order as it counted, if it is asked for again after its week was closed with it: its answer was lost."""
    player = room.player(asked.player)
    team = room.team(player.team)
    if not 1 <= asked.week <= len(team.weeks) or asked.take not in {None, team.take}:
        return None
    decision = team.weeks[asked.week - 1][player.site]
    if decision.by != "person" or decision.orders != asked.orders:
        return None
    return Placed(dict(decision.orders), asked.player, room.at)


class Ordering:
    """Places orders.

    `stamp` gives their times, `absent` says whom nobody waits for, `refresh` sees what other processes have done, and
    `hand_in` has the writer's thread place an order together with all others that wait.
    """

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        stamp: Callable[[], int],
        absent: Callable[[Room], Absent],
        refresh: Callable[[Room], bool],
        hand_in: Callable[[OrderRequest], Placed],
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._stamp = stamp
        self._absent = absent
        self._refresh = refresh
        self._hand_in = hand_in

    def order(self, asked: OrderRequest) -> Placed:
        """Place an order, in the place of an earlier one of its week.  It is kept when this returns.

        Raises Refusal or IllegalOrder.
        """
        room = self._room(asked)
        try:
            with room.lock:
                accepted(room, asked)  # most of what is refused needs no transaction
            return self._hand_in(asked)
        except Refusal:
            self._refresh(room)
            with room.lock:
                counted = counted_already(room, asked)
                if counted is not None:
                    return counted
                accepted(room, asked)
        return self._hand_in(asked)

    def place(self, asked: Sequence[OrderRequest]) -> list[Placed | BaseException]:
        """Keep a group of orders; for each what is kept, or why it is refused.  In the writer's thread."""
        answers: list[Placed | BaseException] = []
        rows: list[Written] = []
        with self._database.writing() as connection:
            numbers = self._database.share(connection, {code_of(one.player) for one in asked})
            for one in asked:
                room = self._room(one)
                with room.lock:
                    self._rooms.catch_up(connection, room, numbers[room.code])
                    try:
                        team, site, orders = accepted(room, one)
                    except Exception as refused:  # noqa: BLE001  (it is raised where the order came from)
                        answers.append(refused)
                        continue
                    placed = Placed(orders, one.player, self._stamp())
                    rows.append((room.code, team.number, site, team.take, team.week, placed))
                    answers.append(placed)
            if rows:
                self._database.place(connection, rows)
        for code, number, site, take, week, placed in rows:
            room = self._rooms.get(code)
            with room.lock:
                team = room.team(number)
                if (team.take, team.week) == (take, week):
                    team.orders[site] = placed
        return answers

    def look_around(self, asked: Sequence[OrderRequest]) -> list[Room]:
        """The rooms of these orders; where a week may be complete now, with what other processes have placed."""
        rooms = [self._rooms.get(code) for code in {code_of(one.player) for one in asked}]
        for room in rooms if self._database.is_shared else ():
            with room.lock, self._database.reading() as connection:
                self._look_around(connection, room, asked)
        return rooms

    def _room(self, asked: OrderRequest) -> Room:
        return self._rooms.get(code_of(asked.player))

    def _look_around(self, connection: Connection, room: Room, asked: Sequence[OrderRequest]) -> None:
        if room.pace == "own":
            mine = {room.players[one.player].team for one in asked if one.player in room.players}
            self._rooms.see_orders(connection, room, mine)
        elif self._database.count(connection, room.code) >= expected(room, self._absent(room)):
            self._rooms.see_orders(connection, room)
