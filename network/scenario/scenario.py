"""`Scenario`, which is read, checked, changed and written; and the functions that read one.

A `Scenario` comes from `read`, never from its constructor: what several keys or tables must agree on is checked there.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import PrivateAttr

from bullwhip.network.checks import check_name, check_path, check_settings
from bullwhip.network.errors import Fault, ScenarioError
from bullwhip.network.garbage import uncollected
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.draft import Draft
from bullwhip.network.scenario.files import Folder, parse_toml
from bullwhip.network.scenario.lanes import ItemLane
from bullwhip.network.scenario.model import ScenarioTables
from bullwhip.network.scenario.origin import Origin, RuleCheck
from bullwhip.network.scenario.outline import Outline
from bullwhip.network.scenario.reader import begin, finish, plain
from bullwhip.network.scenario.shown import as_html, in_a_line
from bullwhip.network.scenario.sites import Stockpoint
from bullwhip.network.scenario.written import tables_of, written
from bullwhip.network.whole_files import write_whole

__all__ = ["Scenario", "changed", "faults", "read", "read_text"]


class Scenario(ScenarioTables):
    """A supply network, who decides in it, what its customers ask for, and for how long it runs."""

    _origin: Origin = PrivateAttr(default_factory=Origin)

    @property
    def origin(self) -> Origin:
        """What the scenario was read with."""
        return self._origin

    def read_with(self, origin: Origin) -> Self:
        """This scenario, with a note of what it was read with."""
        self._origin = origin
        return self

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What was noticed in its files while they were read; the reader puts it here."""
        return ()

    @cached_property
    def outline(self) -> Outline:
        """Its stockpoints and lanes as columns."""
        with uncollected():
            return Outline.of(self)

    @property
    def sells(self) -> bool:
        """Whether customers pay anybody, so that profit tells how well a network does, and cost alone does not."""
        return any(point.terms.demand and point.terms.sale_price for point in self.stockpoints())

    def stockpoints(self) -> tuple[Stockpoint, ...]:
        """Every item at every site that keeps stock, in the file's order: the rows of the arrays."""
        return self.outline.points

    def lanes_by_item(self) -> tuple[ItemLane, ...]:
        """Every lane once for each item that uses it, in the file's order."""
        return self.outline.ways

    def with_(self, settings: Mapping[str, Any] | None = None, /, **keys: Any) -> Self:
        """This scenario with some keys changed, checked in full; it stays as it is itself.

        A key of the scenario may be written as a keyword; any key by its path, as `--set` takes it:
        `scenario.with_({"site.shop.rule.level": 40, "lane.maker>shop.lead_time": 4}, periods=52)`.  `*` stands for all
        sites that keep stock, and for all lanes.  Values are Python's; a text is read as after `--set`: "[1, 2]" is a
        list.  Paths of files start where the scenario's own do.  Raises ScenarioError with all faults.
        """
        check_settings(settings)
        made = changed(self, {**(settings or {}), **keys})
        assert isinstance(made, type(self))
        return made

    def under(self, disruptions: Sequence[Disruption]) -> Self:
        """This scenario with these disruptions in place of its own; it stays as it is itself.

        They are taken as they are: they must be at places that it has, and begin within its periods.
        """
        keys = {name: getattr(self, name) for name in ScenarioTables.model_fields}
        given = self.model_fields_set | {"disruption"} if disruptions else self.model_fields_set - {"disruption"}
        made = Scenario.model_construct(given, **{**keys, "disruption": tuple(disruptions)})
        assert isinstance(made, type(self))
        vars(made)["notes"] = self.notes
        return made.read_with(self._origin)

    def calm(self, *names: str) -> Self:
        """This scenario without its disruptions; or without those that are named, and those that come after them.

        Raises BullwhipError for a name that is none.
        """
        for name in names:
            check_name("disruption", name, [one.name for one in self.disruption], "is no disruption")
        gone = set(names) if names else {one.name for one in self.disruption}
        while more := {one.name for one in self.disruption if one.after in gone} - gone:
            gone |= more
        return self.under([one for one in self.disruption if one.name not in gone])

    @classmethod
    def of(cls, mapping: Any) -> Self:
        """The scenario that a mapping describes, checked in full.  Raises ScenarioError."""
        scenario = read(mapping)
        assert isinstance(scenario, cls)
        return scenario

    def to_toml(self) -> str:
        """This scenario as the text of a TOML file, without CSV tables, which reads as the same scenario.

        Raises BullwhipError for what TOML cannot say: an item without the rule that its site gives to all.
        """
        return written(self)

    def save(self, path: str | Path) -> Path:
        """Write this scenario into a TOML file, whole or not at all; the file.  Raises BullwhipError, OSError."""
        file = check_path("path", path, ".toml")
        write_whole({file: self.to_toml().encode()})
        return file

    def __repr__(self) -> str:
        return f"<Scenario {in_a_line(self)}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return as_html(self)


def read(
    source: str | Path | Mapping[str, Any],
    *,
    check_rule: RuleCheck | None = None,
    settings: Mapping[str, str] | None = None,
    trusted: bool = True,
) -> Scenario:
    """The scenario of a TOML file, of a shipped name, or of a mapping like a TOML file's.

    `check_rule` is called with every rule's table and with whether units are whole; it raises FaultyTable or
    pydantic's ValidationError if the table is wrong.  `settings` change single keys first (settings.py says how).
    Where `trusted` is false, files outside the scenario's own folder, and rules and demand by import path, are refused.

    Raises ScenarioError, with all faults, if there are any.
    """
    draft, folder = begin(source, trusted)
    return _scenario(draft, folder, check_rule, settings or {})


def faults(
    source: str | Path | Mapping[str, Any],
    *,
    check_rule: RuleCheck | None = None,
    settings: Mapping[str, str] | None = None,
    trusted: bool = True,
) -> list[Fault]:
    """Everything that is wrong with a scenario; an empty list when nothing is."""
    try:
        read(source, check_rule=check_rule, settings=settings, trusted=trusted)
    except ScenarioError as error:
        return list(error.faults)
    return []


def read_text(
    text: str | bytes,
    file: str = "",
    *,
    check_rule: RuleCheck | None = None,
    settings: Mapping[str, str] | None = None,
    trusted: bool = True,
) -> Scenario:
    """The scenario of a TOML text, such as an upload; `file` names it in messages.  Otherwise as `read`."""
    draft = Draft(file=file, document=parse_toml(text, file))
    return _scenario(draft, Folder(None, trusted=trusted), check_rule, settings or {})


def changed(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """A scenario with some keys changed, read anew as it was read itself.  Raises ScenarioError."""
    origin = scenario.origin
    draft = Draft(file="", document=plain(tables_of(scenario)), setting="")
    folder = Folder(origin.folder, trusted=origin.trusted)
    return _scenario(draft, folder, origin.check_rule, {path: plain(value) for path, value in settings.items()})


def _scenario(draft: Draft, folder: Folder, check_rule: RuleCheck | None, settings: Mapping[str, str]) -> Scenario:
    """The scenario of a source's plain tables.  Raises ScenarioError if there is any fault."""
    tables = finish(draft, folder, check_rule, settings)
    keys = {name: getattr(tables, name) for name in ScenarioTables.model_fields}
    made = Scenario.model_construct(tables.model_fields_set, **keys)
    vars(made)["notes"] = tuple(draft.notes)
    return made.read_with(Origin(folder.path, check_rule, folder.trusted))
