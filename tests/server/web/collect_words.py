"""Finds every sentence of the pages, and brings the catalogues up to date.

    python -m tests.server.web.collect_words

adds new sentences (empty) to each catalogue, drops those that no page has any more, and lists what is to be translated.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from bullwhip.server.game.scenarios import playable
from bullwhip.server.languages import DEFAULT, LANGUAGES
from bullwhip.server.web.bot_rules import texts
from bullwhip.server.web.words import NAMES, in_days

__all__ = ["Sentence", "catalogue_file", "missing", "placeholders", "sentences"]

WEB = Path(__file__).parents[3] / "server" / "web"
NAME_PLACE = "names"  # where names of scenarios are said to stand
COUNTED = (1, 2)  # a call with two sentences: one, many
OPENING = re.compile(r"(?<!function )(?<![\w.])tn?\(")  # a call of t or tn in a module
TEXT = r'"((?:[^"\\]|\\.)*)"'
CALL = re.compile(rf"(?<![\w.])(?:t\(\s*{TEXT}|tn\(\s*{TEXT},\s*{TEXT})")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLURALS = {"de": "(n != 1)", "es": "(n != 1)", "fr": "(n > 1)", "pt": "(n > 1)", "zh": "0"}


class Sentence(NamedTuple):
    """A sentence as it stands in the code: with its plural, or an empty text where it has none."""

    one: str
    many: str
    place: str


def sentences() -> list[Sentence]:
    """Every sentence of modules, templates and Python files, about weeks and days, and the names that scenarios use."""
    names = (Sentence(name, "", NAME_PLACE) for name in _names())
    spoken = [*_of_modules(), *_of_templates(), *_of_python()]
    about_days = (Sentence(in_days(one), in_days(many), place) for one, many, place in spoken)
    found = [*spoken, *(day for day in about_days if day not in spoken), *_of_rules(), *names]
    return sorted(found, key=lambda sentence: (sentence.place, sentence.one))


def catalogue_file(lang: str) -> Path:
    """The catalogue of a language."""
    return WEB / "catalogues" / f"{lang}.po"


def placeholders(text: str) -> set[str]:
    """The names in braces of a sentence."""
    return set(PLACEHOLDER.findall(text))


def missing(lang: str) -> list[str]:
    """What a language lacks: sentences that are not there or not translated."""
    known = _read(lang)
    lacks = []
    for sentence in sentences():
        message = known.get(sentence.one)
        forms = message.string if message is not None else ""
        whole = all(forms) if isinstance(forms, tuple) else bool(forms)
        if not whole or isinstance(forms, tuple) != bool(sentence.many):
            lacks.append(sentence.one)
    return list(dict.fromkeys(lacks))


def update(lang: str) -> None:
    """Write a language's catalogue anew: all sentences, with the translations that are known."""
    old = _read(lang)
    fresh = Catalog(locale=lang, fuzzy=False)
    places: dict[str, list[Sentence]] = {}
    for sentence in sentences():
        places.setdefault(sentence.one, []).append(sentence)
    for one, stand in places.items():
        many = next((sentence.many for sentence in stand if sentence.many), "")
        message = old.get(one)
        known = message.string if message is not None and isinstance(message.string, tuple) == bool(many) else ""
        files = list(dict.fromkeys((sentence.place, None) for sentence in stand))
        fresh.add((one, many) if many else one, known or None, locations=files)  # type: ignore[arg-type]
    with catalogue_file(lang).open("wb") as stream:
        stream.write(_header(lang))
        write_po(stream, fresh, width=120, include_lineno=False, omit_header=True)


def _header(lang: str) -> bytes:
    """The same in each run: no dates."""
    count = 1 if lang == "zh" else 2
    return (
        f'# The sentences of the pages: {LANGUAGES[lang]}. The English sentence is the id.\nmsgid ""\nmsgstr ""\n'
        f'"Language: {lang}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals={count}; plural={PLURALS[lang]};\\n"\n'
    ).encode()


def _read(lang: str) -> Catalog:
    file = catalogue_file(lang)
    if not file.exists():
        return Catalog(locale=lang)
    with file.open("rb") as stream:
        return read_po(stream, locale=lang)


def _of_modules() -> Iterator[Sentence]:
    for file in sorted((WEB / "static").glob("*.js")):
        text = file.read_text(encoding="utf-8")
        found = [(one or counted, many) for one, counted, many in CALL.findall(text)]
        calls = len(OPENING.findall(text))
        assert len(found) == calls, f"{file.name}: {calls - len(found)} calls of t or tn without the sentence itself"
        for one, many in found:
            yield Sentence(json.loads(f'"{one}"'), json.loads(f'"{many or ""}"'), f"static/{file.name}")


def _of_templates() -> Iterator[Sentence]:
    for file in sorted((WEB / "templates").glob("*.html")):
        parsed = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
        for _, _, found in extract_from_ast(parsed, ("_", "ngettext"), babel_style=False):
            assert isinstance(found, tuple)
            yield _sentence(tuple(str(text) for text in found), f"templates/{file.name}")


def _of_python() -> Iterator[Sentence]:
    for file in sorted(WEB.glob("*.py")):
        with file.open("rb") as stream:
            keywords = {"_": None, "gettext": None, "ngettext": COUNTED}
            for _, found, _, _ in extract("python", stream, keywords):
                yield _sentence(found, file.name)


def _sentence(found: str | tuple[str, ...], place: str) -> Sentence:
    texts = (found,) if isinstance(found, str) else found
    return Sentence(texts[0], texts[1] if len(texts) > 1 else "", place)


def _names() -> Iterator[str]:
    """Names that are usual, and what the scenarios that are offered are called and say of themselves."""
    yield from NAMES
    for scenario in playable().values():
        yield from (scenario.name, scenario.teaches)


def _of_rules() -> Iterator[Sentence]:
    for text in texts():
        yield Sentence(text, "", "rules")


def main() -> int:
    """Bring all catalogues up to date; 1 if anything is to be translated."""
    lacks = {}
    for lang in LANGUAGES:
        if lang != DEFAULT:
            update(lang)
            lacks[lang] = missing(lang)
    for lang, wanted in lacks.items():
        sys.stdout.write(f"{lang}: {len(wanted)} to translate\n" + "".join(f"  {text}\n" for text in wanted))
    return 1 if any(lacks.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
