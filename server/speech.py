"""Saying something on any terminal."""

from __future__ import annotations

import codecs
import io
import re
import sys
from typing import TextIO

import click

__all__ = ["harmless", "say", "speak_plainly"]

LOOK_ALIKES = {"±": "+-", "…": "..."}


# What a terminal obeys instead of showing it, or what turns its text around: C0 (but for the tab and the new line), DEL
# and C1; marks and overrides of direction; line and paragraph separators; halves of letters, which no encoding has.
UNSPEAKABLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)


def say(text: str = "", err: bool = False) -> None:
    """Write a line to standard output, or to standard error, and see it off.

    All that commands print goes out here, names and cells of other people's files as well: letters that a terminal
    would obey are shown by their code.
    """
    click.echo(
        harmless(text), file=sys.stderr if err else sys.stdout
    )  # with no file named, click takes ASCII for a mistake


def harmless(text: str) -> str:
    """A text in which letters that a terminal obeys are written as codes: the escape as x1b, after a backslash."""
    return UNSPEAKABLE.sub(lambda letter: letter[0].encode("unicode_escape").decode("ascii"), text)


def speak_plainly(stream: TextIO) -> None:
    """Let a stream whose encoding lacks a letter say something like it: `+-` for `±`, and `?` for most."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="bullwhip")


def look_alike(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(LOOK_ALIKES.get(letter, "?") for letter in letters), error.end


codecs.register_error("bullwhip", look_alike)
