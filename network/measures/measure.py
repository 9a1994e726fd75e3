"""What a measure is: the sums it needs, the figure of them, and what is to be said about it."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.measures.statistics import OfStockpoints, Statistics
from bullwhip.network.tally import Sum
from bullwhip.network.topology import Network

__all__ = ["Blame", "Figures", "Measure", "Quantities", "figures_of"]

Quantities = Mapping[str, Array]  # those of a period by name: (stockpoints, replications), for reading only


class Measure:
    """A figure of each replication, or a ratio of two; what is told of it is the mean, or the ratio of the means.

    A measure of your own says in its docstring what it is, and has

    - `over`, and for a ratio `under`: figures (entities, replications) of a run's sums (`bullwhip.Sum`), which `needs`
      names; `help(bullwhip.measures.Statistics)` tells what can be asked of them;
    - where these do not do, a `fold` of its own, called at the end of every period.

    It may say more of itself: `unit` ("share" is told in percent, and is never above 1), `formula`, `source`, `least`
    (what it cannot be below), `items` ("added", "weighted" or "apart": what becomes of a site with several items), and
    `of_network = False` where a network as a whole has none.  `name` is made of the class's name if nothing is said.
    `network/measures/` has examples.
    """

    name: str = ""
    unit: str = ""
    formula: str = ""  # in the letters of LETTERS
    source: str = ""  # "": the word says it all
    needs: tuple[Sum, ...] = ()  # sums that are taken
    least: float = 0.0  # what it cannot be below; minus infinity where goods or orders may go back
    items: Literal["added", "weighted", "apart"] = "apart"
    """Of a site that keeps several items: its sum over them; the mean, weighted by the units it is a share of; none."""
    of_network: bool = True  # whether there is one of the network as a whole
    as_network: str = ""  # the measure that says the same of a network as a whole, if one does
    often_nothing: bool = False  # left out of tables for people where it is 0, as it is in most networks

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "name" not in vars(cls):
            cls.name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def text(self) -> str:
        """What it is: the first part of the docstring, on one line."""
        said = inspect.cleandoc(type(self).__doc__ or "")
        return " ".join(said.partition("\n\n")[0].split())

    @property
    def most(self) -> float:
        """What it cannot be above."""
        return 1.0 if self.unit == "share" else math.inf

    def needed(self, network: Network) -> tuple[Sum, ...]:
        """The sums that are taken in this network: `needs`, unless a price decides."""
        del network
        return (*self.needs, Sum.CLAIMED) if self._is_folded_share else self.needs

    def over(self, of: Statistics) -> Array:
        """The figure (entities, replications), or what is above in the ratio."""
        raise NotImplementedError(f"measure {self.name} has no `over`, which answers its figures")

    def under(self, of: Statistics) -> Array | None:
        """What is below in the ratio (entities, replications); None where the measure is a mean."""
        del of
        return None

    def rates(self, network: Network) -> Array | None:
        """(stockpoints,) Where it is 0, nothing is paid for certain; None of what is no cost."""
        del network
        return None

    def of_interest(self, network: Network) -> bool:
        """Whether tables for people tell it of this network."""
        del network
        return True

    @property
    def folds(self) -> bool:
        """Whether it has a fold of its own."""
        return type(self).fold is not Measure.fold

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        """Called at the end of every period that counts, with its quantities by name, such as `now["on_hand"]`.

        Quantities are those of a history (`bullwhip measures --history`), and those that views have.  What is put into
        `kept`, arrays (stockpoints, replications) by name, is there in the next period; `folded` has it in the end.
        """

    def folded(self, of: Statistics, name: str) -> Array:
        """What the fold has kept under a name: (entities, replications).

        Of the network it is the sum over stockpoints; of a share that is no ratio the mean over those that customers
        buy from, weighted by what these ask for.
        """

        def kept(rows: OfStockpoints) -> Array:
            return rows.kept_by(self.name, name)

        return of.weighted(kept) if self._is_folded_share else of.added(kept)

    @property
    def _is_folded_share(self) -> bool:
        return self.folds and self.unit == "share" and type(self).under is Measure.under


Blame = Callable[[Measure, Exception], Exception]  # what to raise of an error in somebody's own measure


class Figures(NamedTuple):
    """The figures of a measure: (entities, replications)."""

    over: Array
    under: Array | None  # what they are divided by; None where the measure is a mean


def figures_of(measures: Iterable[Measure], of: Statistics, blame: Blame) -> dict[str, Figures]:
    """The figures of each measure, by name.  Raises BullwhipError for what is none, or what `blame` makes of it."""
    return {
        measure.name: _figures(measure, of, blame) for measure in measures if measure.of_network or not of.of_network
    }


def _figures(measure: Measure, of: Statistics, blame: Blame) -> Figures:
    try:
        found = Figures(measure.over(of), measure.under(of))
    except BullwhipError as error:
        raise BullwhipError(f"measure {measure.name}: {error}") from error
    except Exception as error:
        raise blame(measure, error) from error
    for values in found:
        if values is not None and np.shape(values) != of.shape:
            told = f"an array of shape {np.shape(values)}" if np.ndim(values) else repr(values)
            raise BullwhipError(
                f"measure {measure.name}: found {told}; give figures of shape {of.shape}: (entities, replications)"
            )
    return found
