"""Saying something on any terminal."""

from __future__ import annotations

import codecs
import io
import sys
from typing import TextIO

import click

__all__ = ["say", "speak_plainly"]

LOOK_ALIKES = {"±": "+-", "…": "..."}


def say(text: str = "", err: bool = False) -> None:
    """Write a line to standard output, or to standard error, and see it off."""
    click.echo(text, file=sys.stderr if err else sys.stdout)  # with no file named, click takes ASCII for a mistake


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
