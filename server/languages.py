"""The languages of the pages, by tag, each by its own name."""

from collections.abc import Mapping

__all__ = ["DEFAULT", "LANGUAGES"]

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "es": "Español",
    "de": "Deutsch",
    "fr": "Français",
    "pt": "Português",
    "zh": "中文",
}
DEFAULT = "en"
