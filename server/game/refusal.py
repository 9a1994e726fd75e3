"""What a game refuses, with a code for programs and a sentence for people."""

from __future__ import annotations

from bullwhip.network.errors import BullwhipError

__all__ = ["Refusal"]


class Refusal(BullwhipError):
    """Something that a game does not allow now.  Nothing was changed.

    `code` says why, for programs; `details` are further JSON-able facts that go with it.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details
