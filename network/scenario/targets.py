"""Whom tables of demand are about: the stockpoints of a document by the names of their sites and items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bullwhip.network.errors import suggest
from bullwhip.network.scenario.draft import Draft, Loc, Place

__all__ = ["Row", "Target", "Targets"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """A stockpoint of the document: its table, and the path to it."""

    loc: Loc
    terms: Row
    site: Row


class Targets:
    """The stockpoints of a document by site and item, as far as they can be understood."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        sites = draft.document.get("site")
        self.sites: dict[str, int] = {}
        for index, site in enumerate(sites if isinstance(sites, list) else ()):
            if isinstance(site, dict) and isinstance(site.get("name"), str):
                self.sites.setdefault(site["name"], index)

    def find(self, name: str, item: str | None) -> Target | tuple[str, str, str] | None:
        """A stockpoint; or (key, found, remedy) where there is none; None where the fault was told already."""
        if name not in self.sites:
            if "site" in self.draft.unread or name in self.draft.hinted.get("site", ()):
                return None
            found = f"{name!r}, which is no site" if name else "nothing"
            return "site", found, self.draft.suggest(name, self.sites)
        site = self.draft.document["site"][self.sites[name]]
        items = self.items(name)
        if items is None:
            return None
        if item is None and len(items) == 1:
            item = next(iter(items))
        if item is None or item not in items:
            found = f"{item!r}, which this site does not keep" if item else "no item at a site that keeps several"
            return "item", found, suggest(item or "", items)
        terms = items[item]
        if not isinstance(terms, dict):
            return None
        loc: Loc = ("site", self.sites[name])
        return Target(loc if terms is site else (*loc, "items", str(item)), terms, site)

    def items(self, name: str) -> Mapping[str, Any] | None:
        """The tables of a site's items; None where they are none: a fault of the site's own."""
        site = self.draft.document["site"][self.sites[name]]
        items = site.get("items") or {self.draft.document.get("item", "item"): site}
        return items if isinstance(items, dict) else None

    def add(self, target: Target, demand: Row, place: Place) -> None:
        """Add a demand to what else a stockpoint is asked for."""
        before = target.terms.get("demand", target.site.get("demand", ()))
        streams = list(before) if isinstance(before, list | tuple) else [before]
        self.draft.places[(*target.loc, "demand", len(streams))] = place
        target.terms["demand"] = [*streams, demand]

    @property
    def shop(self) -> str | None:
        """The only site that sells, where there is one."""
        shops = [name for name, at in self.sites.items() if self.draft.document["site"][at].get("role") == "retailer"]
        return shops[0] if len(shops) == 1 else None
