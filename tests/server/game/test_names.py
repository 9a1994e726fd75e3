"""Names from strangers: what nobody can see is no name, and hides nothing in one."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from bullwhip.server.game.names import clean, nickname, skeleton
from bullwhip.server.game.refusal import Refusal

BLANKS = (
    "\u2800", "\u115f", "\u1160", "\u3164", "\uffa0", "\u17b4", "\u17b5", "\u034f", "\u180b", "\u180e", "\u180f",
    "\u200b", "\u200c", "\u200d", "\u2060", "\u2061", "\u206f", "\ufeff", "\u00ad", "\u061c", "\ufe00", "\ufe0f",
    "\U000e0001", "\U000e0041", "\U000e0100", "\U0001d159", "\U0001d173", "\U0001bca0", "\u00a0", "\u2003", "\u3000",
    "\u202e", "\u2028", "\u0301", "\u20dd", "\ufff9", "\x00", "\x7f", "\ud800", "\ue000", "\u0378",
)  # fmt: skip


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: f"U+{ord(blank):04X}")
def test_a_name_of_what_nobody_sees_is_refused(blank: str) -> None:
    for name in (blank, blank * 5, f" {blank} ", blank + "\u200d" + blank):
        with pytest.raises(Refusal) as refused:
            nickname(name)
        assert refused.value.code == "no-name"


def test_no_single_character_makes_a_name_unless_it_shows_something() -> None:
    """Unicode says of some that they may be ignored, as they show nothing: none of them is a name."""
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        try:
            name = nickname(letter)
        except Refusal:
            continue
        assert unicodedata.category(name[0])[0] in "LNPS", hex(number)
        called = unicodedata.name(name[0], "")
        assert not called.startswith(("HANGUL", "HALFWIDTH HANGUL")) or "FILLER" not in called, hex(number)
        assert "BLANK" not in called.split() or number == 0x2422, hex(number)  # the blank symbol


@pytest.mark.parametrize(
    "name",
    ["Ann", "Søren", "李", "あきら", "김", "نگار", "می‌خواهم", "क्षमा", "👩‍🚀", "❤️", "🇧🇷", "1", "?", "e\u0301va"],
)
def test_a_name_in_any_script_stays_as_it_is(name: str) -> None:
    assert nickname(name) == unicodedata.normalize("NFC", name)


def test_what_nobody_sees_does_not_tell_names_apart() -> None:
    assert nickname("A\u3164nn") == "A nn"
    assert clean("a\u2800\u2800b", 10) == "a b"
    assert skeleton("A\u2800n n") == skeleton("ann")
