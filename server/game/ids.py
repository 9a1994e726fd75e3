"""Codes, ids and tokens: what can be read aloud, what may be public, and what must not be guessed."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Literal, NamedTuple

__all__ = [
    "CODE_LENGTH",
    "Kind",
    "Token",
    "code_of",
    "fits",
    "hashed",
    "is_code",
    "new_code",
    "new_player",
    "new_token",
    "parse",
]

LETTERS = "BCDFGHJKMNPQRSTVWXZ"  # no vowels (no words), nothing that looks like a figure or another letter
CODE_LENGTH = 6
Kind = Literal["host", "screen", "seat"]
KINDS: dict[str, Kind] = {"h": "host", "v": "screen", "p": "seat"}
INITIALS = {kind: initial for initial, kind in KINDS.items()}
TOKEN = re.compile(rf"([{''.join(KINDS)}])-([{LETTERS}]{{{CODE_LENGTH}}})-([A-Za-z0-9_-]{{22}})")


class Token(NamedTuple):
    """What can be read from a token: what it opens, and in which game."""

    kind: Kind
    code: str


def new_code() -> str:
    """A room's code: six letters, 47 million of them."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether a text has the form of a room's code."""
    return len(text) == CODE_LENGTH and set(text) <= set(LETTERS)


def new_player(code: str) -> str:
    """The public id of a player in a game: the game's code and 64 random bits."""
    return f"{code}-{secrets.token_hex(8)}"


def code_of(player: str) -> str:
    """The code of the game that a player's id belongs to."""
    return player.partition("-")[0]


def new_token(kind: Kind, code: str) -> str:
    """A capability: its kind, its game, and 128 random bits."""
    return f"{INITIALS[kind]}-{code}-{secrets.token_urlsafe(16)}"


def parse(token: str) -> Token | None:
    """What a token says of itself, if it has the form of one.  It may still be false."""
    found = TOKEN.fullmatch(token)
    return Token(KINDS[found[1]], found[2]) if found else None


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def fits(token: str, kept: str) -> bool:
    """Whether a token is the one whose hash was kept; takes the same time wherever they differ."""
    return hmac.compare_digest(hashed(token), kept)
