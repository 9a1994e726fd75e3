"""What a game refuses, with a code for programs and a sentence for people."""

from __future__ import annotations

from bullwhip.network.errors import BullwhipError

__all__ = ["Refusal", "UnreadableGame"]


class Refusal(BullwhipError):
    """Something that a game does not allow now.  Nothing was changed.

    `code` says why, for programs; `details` are further JSON-able facts that go with it.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


class UnreadableGame(BullwhipError):
    """The log of a game does not say how it stands: something in it is broken, or was written by a newer Bullwhip.

    `entry` is the number of the first entry that cannot be read; None where it is what stands beside the log.  Whoever
    runs the server is told the reason, in which parts of the log may be; players are told `said`.
    """

    code = "unreadable-game"

    def __init__(self, game: str, entry: int | None, reason: str) -> None:
        self.game = game
        self.entry = entry
        place = f"entry {entry} of its log" if entry is not None else "what was ordered in its weeks under way"
        self.said = f"game {game}: {place} cannot be read; whoever runs the server finds the reason in its log"
        remedy = "if a newer Bullwhip wrote it, install that one"
        if entry is None or entry > 1:
            until = "" if entry is None else f" --until {entry - 1}"
            remedy += f"; what can be read can be taken away: bullwhip export {game}{until}"
        super().__init__(f"game {game}: {place} cannot be read ({reason}); {remedy}")
