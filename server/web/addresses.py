"""Where people of a room come from, so that who was removed for good does not come back by another name.

This is kept in memory only, of this process, and nowhere else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room
from bullwhip.server.web.limits import network_of

__all__ = ["Addresses"]

MOST = 5_000  # rooms; then the one that was asked for longest ago is forgotten
OTHERS = 2  # people who come from elsewhere; with fewer, everybody may sit behind one address


@dataclass
class _Known:
    """Of a room: from where each player came last, from where its hosts did, and from where nobody comes in."""

    players: dict[str, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)


class Addresses:
    """The addresses of rooms."""

    def __init__(self) -> None:
        self._rooms: OrderedDict[str, _Known] = OrderedDict()

    def note(self, code: str, player: str | None, address: str) -> None:
        """Note where a player (None: the host or the projector) asks from."""
        known = self._of(code)
        if player is None:
            known.hosts.add(network_of(address))
        else:
            known.players[player] = network_of(address)

    def shut(self, room: Room, players: Iterable[str]) -> None:
        """Keep out where these players came from, as far as nobody else does.

        Behind one address there may be a whole school.  So others must be known to come from elsewhere, and neither
        they nor the host from there.  To be asked before the players are removed; the room's lock is held.
        """
        known, out = self._of(room.code), set(players)
        others = [known.players[one.id] for one in room.people() if one.id not in out and one.id in known.players]
        if len(others) < OTHERS:
            return
        known.shut |= {known.players[one] for one in out if one in known.players} - {*others, *known.hosts}

    def open(self, code: str) -> None:
        """Let everybody come in again."""
        self._of(code).shut.clear()

    def check(self, code: str, address: str) -> None:
        """Raise Refusal where nobody comes in."""
        known = self._rooms.get(code)
        if known is not None and network_of(address) in known.shut:
            raise Refusal("banned", "the host keeps this person out of the game; ask the host")

    def _of(self, code: str) -> _Known:
        known = self._rooms.setdefault(code, _Known())
        self._rooms.move_to_end(code)
        if len(self._rooms) > MOST:
            self._rooms.popitem(last=False)
        return known
