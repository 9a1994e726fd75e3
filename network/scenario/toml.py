"""TOML text to tables, without what would take a parser hours: keys of thousands of parts.

A key `a.b.c` of n parts costs Python's parser time and memory that grow with n squared: 200 kB of it take gigabytes.
So the text is looked through first, once from left to right.
"""

import re
import tomllib
from typing import Any

__all__ = ["load_toml"]

MOST_PARTS = 100  # of a key; a scenario has no more than five
TOKEN = re.compile(
    r'(?P<text>"""(?:[^\\]|\\.)*?(?:"{3,5}+|\Z)|\'\'\'.*?(?:\'{3,5}+|\Z))'
    r'|(?P<part>"(?:[^"\\\n]|\\[^\n])*+(?:"|(?=\n)|\Z|\\)|\'[^\'\n]*+(?:\'|(?=\n)|\Z)|[\w-]++)'
    r"|(?P<dot>\.)|(?P<space>[ \t]++)|(?P<comment>#[^\n]*+)|(?P<other>.)",
    re.DOTALL,
)


def load_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises ValueError (TOMLDecodeError, if a place is known) or RecursionError if it is none, or has too long a key.
    """
    dots = 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "dot":
            dots += 1
        elif kind not in {"part", "space"}:
            dots = 0
        if dots >= MOST_PARTS:
            line = text.count("\n", 0, token.start()) + 1
            raise ValueError(f"a key of more than {MOST_PARTS} parts (at line {line}, column 1)")
    return tomllib.loads(text)
