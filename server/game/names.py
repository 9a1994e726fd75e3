"""Nicknames and other short texts from strangers, made safe to show anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from bullwhip.server.game.refusal import Refusal

__all__ = ["clean", "nickname", "skeleton", "unlike"]

LONGEST_NAME = 40
MARKS = 2  # combining marks on one letter; more of them climb over other lines
# Controls, surrogates, private and unassigned characters; formats too (they turn the direction of what follows), but
# for the two joiners that Indic scripts, Persian and emoji need.
HIDDEN = {"Cc", "Cs", "Co", "Cn", "Cf"}
JOINERS = "\u200c\u200d"
# Letters and signs by their category, which show nothing: the Braille blank, the fillers of Hangul, Egyptian blanks, a
# note without a head.
BLANK = re.compile("[\u2800\u115f\u1160\u3164\uffa0\U00013441\U00013442\U0001d159]")


def clean(text: str, longest: int) -> str:
    """A text on one line, without what cannot be seen, not longer than `longest` characters."""
    spaced = re.sub(r"\s+", " ", BLANK.sub(" ", unicodedata.normalize("NFC", text)))
    kept, marks = [], 0
    for letter in spaced:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if (category not in HIDDEN or letter in JOINERS) and marks <= MARKS:
            kept.append(letter)
    return "".join(kept).strip()[:longest].strip()


def nickname(text: str) -> str:
    """A name for a person or a team.  Raises Refusal if nothing of it can be shown."""
    name = clean(text, LONGEST_NAME)
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):  # marks alone stand on nothing
        raise Refusal("no-name", "found a name without a letter; give one that others can read")
    return name


def skeleton(name: str) -> str:
    """What is left of a name without its capitals, spaces and ornaments: two with the same look alike."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum()) or plain


def unlike(name: str, taken: Collection[str]) -> str:
    """The name, with a number after it if somebody has it already."""
    known = {other.casefold() for other in taken}
    number, tried = 1, name
    while tried.casefold() in known:
        number += 1
        tried = f"{name} {number}"
    return tried
