"""The pages' sentences in six languages, and numbers as each language writes them.

The English sentence is the message's id.  The catalogues are read as they are: nothing is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, Response, redirect, request

from bullwhip.server.languages import DEFAULT, LANGUAGES

__all__ = ["NAMES", "Translation", "in_days", "install", "language", "words", "words_in"]

COOKIE = "lang"
A_YEAR = 365 * 24 * 3600  # seconds
PLACEHOLDER = re.compile(r"\{(\w+)\}")
WEEK = re.compile(r"(?<![{\w])([Ww])eek")

NAMES = (  # of sites, roles and items in scenarios, which are shown in the reader's language where they are known
    "bakery",
    "beer",
    "bread",
    "customers",
    "distributor",
    "east shop",
    "factory",
    "flour",
    "grocer",
    "item",
    "manufacturer",
    "mill",
    "product",
    "retailer",
    "salt",
    "shop",
    "supplier",
    "warehouse",
    "west shop",
    "wholesaler",
    "yeast",
)


@dataclass(frozen=True)
class Translation:
    """One language: its sentences and its numbers."""

    lang: str
    catalogue: Catalog | None
    """None for English, whose sentences are the ids."""
    period: str = "week"
    """The period of what is spoken of: sentences about weeks say days where these are days."""

    def about(self, period: str) -> Translation:
        """The same language about a scenario with this period."""
        return replace(self, period=period)

    def gettext(self, sentence: str, /, **values: object) -> str:
        """A sentence with its {placeholders} filled in; in English where it is not translated."""
        sentence = self._asked(sentence)
        return _filled(self._known(sentence) or sentence, values)

    def ngettext(self, one: str, many: str, n: int, /, **values: object) -> str:
        """A sentence that counts; {n} is the number."""
        one, many = self._asked(one), self._asked(many)
        form = one if n == 1 else many
        if self.catalogue is not None:
            message = self.catalogue.get(one)
            forms = message.string if message is not None else ()
            if isinstance(forms, tuple) and all(forms):
                form = forms[0] if Locale.parse(self.lang).plural_form(n) == "one" else forms[-1]
        return _filled(form, {"n": self.number(n), **values})

    def number(self, value: float, decimals: int = 2) -> str:
        """A quantity, with no more than so many decimals."""
        return format_decimal(value, format="#,##0." + "#" * decimals, locale=self.lang)

    def money(self, value: float) -> str:
        """An amount of money, with two decimals."""
        return format_decimal(value, format="#,##0.00", locale=self.lang)

    def for_script(self) -> dict[str, Any]:
        """What the page's modules use: `{"lang": "de", "words": {id: text, or forms where it counts}}`."""
        return {"lang": self.lang, "words": _script_words(self.lang)}

    def _asked(self, sentence: str) -> str:
        return in_days(sentence) if self.period == "day" else sentence

    def _known(self, sentence: str) -> str:
        message = self.catalogue.get(sentence) if self.catalogue is not None and sentence else None
        text = message.string if message is not None else ""
        return text[0] if isinstance(text, tuple) else str(text or "")


def in_days(sentence: str) -> str:
    """A sentence about weeks as one about days, in English; names in braces stay."""
    return WEEK.sub(lambda match: "Day" if match[1] == "W" else "day", sentence)


@cache
def words_in(lang: str) -> Translation:
    """The words of a language of LANGUAGES."""
    if lang == DEFAULT:
        return Translation(lang, None)
    file = resources.files("bullwhip.server.web") / "catalogues" / f"{lang}.po"
    with file.open("rb") as stream:
        return Translation(lang, read_po(stream, locale=lang))


def language() -> str:
    """The language of the request under way: `?lang=`, else the cookie, else what the browser prefers."""
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    # Werkzeug's best match would take English of "de-AT, en;q=0.5": here a region gives way to its language first.
    preferred = (tag.replace("_", "-").partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((tag for tag in preferred if tag in LANGUAGES), DEFAULT)


def words() -> Translation:
    """The words of the request under way."""
    return words_in(language())


def install(app: Flask) -> None:
    """Give templates `_`, `ngettext`, `number`, `money`, `lang`, `languages`, `js_words`, and keep what is chosen."""

    @app.before_request
    def keep_choice() -> Response | None:
        wanted = request.args.get("lang")
        if wanted not in LANGUAGES or request.method != "GET" or request.path.startswith("/api/"):
            return None
        left = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
        answer = redirect(_here(left), code=303)
        answer.set_cookie(COOKIE, str(wanted), max_age=A_YEAR, samesite="Lax", httponly=True)
        return answer  # type: ignore[return-value]

    @app.context_processor
    def words_of_page() -> dict[str, Any]:
        spoken = words()
        return {
            "_": spoken.gettext,
            "ngettext": spoken.ngettext,
            "number": spoken.number,
            "money": spoken.money,
            "lang": spoken.lang,
            "languages": LANGUAGES,
            "js_words": spoken.for_script(),
        }


def _here(query: list[tuple[str, str]]) -> str:
    """The address of the request with another query; never another host, whatever the path begins with."""
    from urllib.parse import quote, urlencode

    path = "/" + quote(request.path.lstrip("/\\"))
    return f"{path}?{urlencode(query)}" if query else path


@cache
def _script_words(lang: str) -> dict[str, str | list[str]]:
    """What stands in the modules and in the scenarios, by the places that the catalogue names."""
    found: dict[str, str | list[str]] = {}
    for message in words_in(lang).catalogue or ():
        one = message.id[0] if isinstance(message.id, tuple) else str(message.id)
        if one and any(place.startswith(("static/", "names")) for place, _ in message.locations):
            forms = message.string or ""
            found[one] = forms if isinstance(forms, str) else list(forms)
    return found


def _filled(text: str, values: Mapping[str, object]) -> str:
    return PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)
