"""Old figures: a disruption of information has those who decide see what there was some periods ago."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bullwhip.network.arrays import Array, Ints, joined_columns
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.rounding import nearest
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["OldFigures"]

Figures = dict[str, Array]  # by name: (rows, columns), or (..., rows, columns)


class OldFigures(Term):
    """What was seen in the last periods, where it may be asked for again."""

    form: Ints  # (stockpoints,) 0: all is done when rows are about to decide
    rows: Ints  # where a disruption may make figures old
    group: Ints  # (such rows,) of the changes
    oldest: int  # periods that figures may be old
    pages: list[Figures]  # of the last periods, this one last

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> OldFigures:
        """Nothing was seen yet."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.rows, made.pages = np.empty(0, np.int64), []
        if network.storms:
            struck = network.storms.struck(Effect.AGE)
            made.rows, made.group = struck.there, struck.group[struck.there]
            tables = [network.reach.disruptions[number] for number in struck.storms]
            ages = [np.max(table.changes(np.ones(1))[Effect.AGE].more) for table in tables]
            made.oldest = int(nearest(np.max(ages, initial=0.0)))
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any such rows."""
        return self.rows.size > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts when rows are about to decide."""
        return ()

    def begin(self, period: Period) -> None:
        """A new page; the oldest is not needed any more, and the new one takes its room."""
        oldest = self.pages.pop(0) if len(self.pages) > self.oldest else {}
        self.pages.append({name: figures for name, figures in oldest.items() if figures.ndim == 2})

    def settled(self, period: Period, level: slice) -> None:
        """Write down what the rows of a level are about to see."""
        first, last = np.searchsorted(self.rows, (level.start, level.stop)).tolist()
        if first == last:
            return
        page = self.pages[-1]
        there = last - first < level.stop - level.start
        for name, seen in period.seen(period, level).items():
            figures = seen[..., self.rows[first:last] - level.start, :] if there else seen
            shape = (*figures.shape[:-2], self.rows.size, figures.shape[-1])
            if name not in page:
                page[name] = np.zeros(shape)
            page[name] = _with_room(page[name], shape)
            page[name][..., first:last, :] = _with_room(figures, page[name].shape)

    def seen(self, state: State, name: str, rows: slice, figures: Array) -> Array:
        """The figures (..., rows, columns) that are seen of these rows, where those of now are `figures`."""
        changes = state.term(Disruptions).changes[Effect.AGE]
        mine = slice(*np.searchsorted(self.rows, (rows.start, rows.stop)).tolist())
        if changes.quiet or not self.rows[mine].size:
            return figures
        ages = np.minimum(nearest(changes.more), len(self.pages) - 1)
        out, group, at = figures.copy(), self.group[mine], self.rows[mine] - rows.start
        for age in np.unique(ages[ages > 0]).tolist():
            then = self.pages[-1 - int(age)][name][..., mine, :]
            if out.ndim == 2:
                look_back(at, group, ages, age, then, out)
            else:
                out, then = _with_room(out, then.shape), _with_room(then, out.shape)
                out[..., at, :] = np.where(ages[group] == age, then, out[..., at, :])
        return out

    def joined(self, parts: Sequence[tuple[OldFigures, Ints]]) -> OldFigures:
        """With the pages of the columns that are joined."""
        made: OldFigures = super().joined(parts)
        made.pages = []
        for number, page in enumerate(self.pages):
            pages = [(part.pages[number], at) for part, at in parts]
            made.pages.append({name: _joined([(page[name], at) for page, at in pages]) for name in page})
        return made


@compiled
def look_back(at, group, ages, age, then, out):  # type: ignore[no-untyped-def]
    """Where a row's group is of an age (groups, columns), `out` has at its place what was seen `then`."""
    found, known, count = np.empty(out.shape[1], np.uint64), -1, 0
    for k in range(at.shape[0]):
        if group[k] != known:
            known, count = group[k], 0
            for r in range(out.shape[1]):
                found[count] = r
                count += int(ages[known, r] == age)
        row, place = np.uint64(k), np.uint64(at[k])
        for j in range(count):
            out[place, found[j]] = then[row, found[j]]


def _with_room(figures: Array, shape: tuple[int, ...]) -> Array:
    """Figures (periods, rows, columns) of as many periods as this shape has, if they are of fewer: 0 in those."""
    more = shape[0] - figures.shape[0] if figures.ndim > 2 else 0
    return np.concatenate([figures, np.zeros((more, *figures.shape[1:]))]) if more > 0 else figures


def _joined(parts: Sequence[tuple[Array, Ints]]) -> Array:
    longest = max((figures for figures, _ in parts), key=len)
    joined: Array = joined_columns([(_with_room(figures, longest.shape), at) for figures, at in parts])
    return joined
