import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask, render_template_string

from bullwhip.server.languages import DEFAULT, LANGUAGES
from bullwhip.server.web.words import in_days, install, words_in
from tests.server.web.collect_words import WEB, catalogue_file, missing, placeholders, sentences

OTHERS = [lang for lang in LANGUAGES if lang != DEFAULT]


@pytest.fixture
def app() -> Flask:
    app = Flask("pages-in-six-languages")
    install(app)
    page = (
        "{{ lang }}|{{ _('Join') }}|{{ number(1234.5) }}|{{ money(1234.5) }}|{{ ngettext('{n} day', '{n} days', 2) }}"
    )
    app.add_url_rule("/page", "page", lambda: render_template_string(page))
    app.add_url_rule("/<path:anything>", "any", lambda anything: anything)
    return app


def test_the_pages_have_sentences_of_every_kind() -> None:
    places = {sentence.place.partition("/")[0] for sentence in sentences()}
    assert {"static", "templates", "names"} <= places
    assert "Waiting for: {sites}" in {sentence.one for sentence in sentences()}  # it stands inside another text


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_is_translated(lang: str) -> None:
    assert missing(lang) == [], "run: python -m tests.server.web.collect_words, then translate what is empty"


@pytest.mark.parametrize("lang", OTHERS)
def test_a_translation_has_the_placeholders_of_its_sentence(lang: str) -> None:
    with catalogue_file(lang).open("rb") as stream:
        catalogue = read_po(stream, locale=lang)
    count = 1 if lang == "zh" else 2
    assert catalogue.num_plurals == count
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (str(message.id),)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if not ids[0]:
            continue  # the header
        assert len(forms) == (count if len(ids) > 1 else 1), ids
        wanted = placeholders(ids[0])
        assert all(placeholders(str(form)) == wanted for form in forms), f"{lang}: {ids} -> {forms}"


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_has_no_sentence_that_no_page_has(lang: str) -> None:
    with catalogue_file(lang).open("rb") as stream:
        kept = {message.id[0] if isinstance(message.id, tuple) else message.id for message in read_po(stream)}
    assert kept - {""} == {sentence.one for sentence in sentences()}


JINJA = re.compile(r"\{#.*?#\}|\{% block \w+_class %\}.*?\{% endblock %\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|aria-description|placeholder|title|alt)="([^"]*)"')
WORD = re.compile(r"[A-Za-z]{3}")


def test_templates_have_no_text_outside_of_sentences() -> None:
    """A word that nobody marked would stay English in all languages."""
    known = {"Bullwhip", "openapi.json", "(OpenAPI 3)"}
    for file in sorted((WEB / "templates").glob("*.html")):
        text = JINJA.sub("\n", file.read_text(encoding="utf-8"))
        shown = [*re.sub(r"<[^>]*>", "\n", text).splitlines(), *SPOKEN.findall(text)]
        loose = {part.strip() for line in shown for part in line.split("·") if WORD.search(part)}
        assert loose <= known, file.name


def test_a_page_speaks_the_language_that_the_browser_prefers(app: Flask) -> None:
    ask = app.test_client().get
    assert ask("/page").text == "en|Join|1,234.5|1,234.50|2 days"
    assert ask("/page", headers={"Accept-Language": "de-AT,en;q=0.5"}).text == "de|Mitspielen|1.234,5|1.234,50|2 Tage"
    assert ask("/page", headers={"Accept-Language": "zh-TW"}).text.startswith("zh|加入|")
    assert ask("/page", headers={"Accept-Language": "tlh"}).text.startswith("en|")


def test_a_chosen_language_stays_and_the_address_is_clean_again(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/page?lang=fr&x=1", headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/page?x=1")
    assert client.get("/page", headers={"Accept-Language": "de"}).text.startswith("fr|")
    assert client.get("/page?lang=xx").text.startswith("fr|")


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example"])
def test_choosing_a_language_leads_to_no_other_site(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, query_string={"lang": "de"})
    location = answer.headers.get("Location", "/")
    assert not location.startswith(("//", "/\\", "http"))


def test_modules_get_only_the_sentences_that_they_use() -> None:
    given = words_in("de").for_script()
    assert given["lang"] == "de"
    assert given["words"]["Week {n}"] == "Woche {n}"
    assert given["words"]["{n} person"] == ["{n} Person", "{n} Personen"]
    assert "What is kept" not in given["words"]  # a template's
    assert words_in("en").for_script() == {"lang": "en", "words": {}}


# What no page asks for, what a page refuses itself before it asks, and what tells details of a rule or a scenario.
FOR_PROGRAMS = {
    "above-cap", "below-minimum", "not-a-multiple", "malformed", "not-json", "cross-site", "no-rule", "no-scenario",
    "missing-lane", "unknown-lane", "not-by-lane", "in-step", "same-seat", "imagine-first", "too-early", "too-many",
    "outside-camp", "no-camps",
}  # fmt: skip


def test_every_refusal_has_a_sentence_in_the_page_s_language() -> None:
    """Without one, a page shows what programs are told, in English."""
    code = re.compile(r'(?:Refusal|IllegalOrder)\(\s*"([\w-]+)"')
    files = [*sorted(WEB.parent.rglob("*.py")), WEB.parents[1] / "agents" / "games" / "seat.py"]
    refused = {found for file in files for found in code.findall(file.read_text(encoding="utf-8"))}
    assert {"not-playing", "not-whole"} <= refused
    module = (WEB / "static" / "api.js").read_text(encoding="utf-8")
    told = set(re.findall(r'^    "?([\w-]+)"?: t\("', module, re.MULTILINE))
    assert refused - told == FOR_PROGRAMS & refused
    assert not told & FOR_PROGRAMS


def test_numbers_are_filled_in_and_an_unknown_sentence_stays() -> None:
    words = words_in("pt")
    assert words.gettext("Week {n}", n=3) == "Semana 3"
    assert words.gettext("Nobody wrote this {x}.", x="<b>") == "Nobody wrote this <b>."
    assert words.ngettext("{n} day", "{n} days", 1) == "1 dia"
    with pytest.raises(KeyError):
        words.gettext("Week {n}")


def test_every_module_is_found_by_a_page() -> None:
    named = "".join(file.read_text(encoding="utf-8") for file in sorted((WEB / "templates").glob("*.html")))
    modules = sorted((WEB / "static").glob("*.js"))
    imported = set(re.findall(r'from "\./([\w.]+)"', "".join(file.read_text(encoding="utf-8") for file in modules)))
    assert [file.name for file in modules if file.name not in imported and file.name not in named] == []
    assert {name for name in imported if not (WEB / "static" / name).exists()} == set()
    assert Path(WEB / "static" / "words.js").exists()


def test_a_sentence_about_weeks_is_one_about_days_where_these_are_days() -> None:
    assert in_days("Weeks: the week {week} of {weeks} weeks") == "Days: the day {week} of {weeks} days"
    english, german = (words_in(lang).about("day") for lang in ("en", "de"))
    assert english.gettext("Undo the last week …") == "Undo the last day …"
    assert german.gettext("Undo the last week …") == "Letzten Tag zurücknehmen …"
    assert german.about("week").gettext("Undo the last week …") != german.gettext("Undo the last week …")
    told = german.ngettext("{n} week at the start does not count.", "{n} weeks at the start do not count.", 14)
    assert told == "14 Tage am Anfang zählen nicht."


def test_every_sentence_about_weeks_has_one_about_days_in_every_catalogue() -> None:
    ids = {sentence.one for sentence in sentences()}
    about_weeks = {one for one in ids if in_days(one) != one and ids - {one} >= {in_days(one)}}
    assert {"Undo the last week …", "Cost of a unit in stock, a week", "Weeks"} <= about_weeks
