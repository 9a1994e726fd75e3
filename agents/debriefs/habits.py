"""Your habits: the rule by which a person seems to have ordered, fitted to their own orders.

The rule is Sterman's (Management Science 35(3), 1989): expect demand by exponential smoothing (theta), close a part
(alpha) of the gap between a target (S') and net stock, and count a part (beta) of what is on order.  `fitting` says how
it is fitted, and where the intervals come from.  Weeks that the scenario forced, or that a bot, the timer or the host
decided, are not counted; what was asked for in them is still part of what people came to expect.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bullwhip.agents.debriefs.fitting import PARAMETERS, SeatSeries, fit
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import AnchorAdjust
from bullwhip.network.errors import BullwhipError

__all__ = ["CannotTell", "HabitEstimate", "Habits", "Phrase", "habits_of", "person_weeks", "series_of"]

FEWEST = 10  # weeks; with fewer, four parameters fit anything
VAGUE = 0.7  # width of an interval of a share, beyond which it says nothing

Phrase = tuple[str, dict[str, float]]  # a sentence by its key, and its numbers


class CannotTell(BullwhipError):
    """Habits cannot be told from these orders; `code` says why: too-few-weeks, constant, or always-cut."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class HabitEstimate:
    """A parameter and its 95% interval; `high` is infinite where nothing bounds it."""

    value: float
    low: float
    high: float

    def as_list(self) -> list[float | None]:
        """[value, low, high], None for infinite."""
        return [value if math.isfinite(value) else None for value in (self.value, self.low, self.high)]

    @property
    def clear(self) -> bool:
        """Whether a share (0 to 1) is told with any precision."""
        return self.high - self.low < VAGUE


@dataclass(frozen=True)
class Habits:
    """The rule that fits a person's orders best."""

    theta: HabitEstimate  # weight of the newest demand
    alpha: HabitEstimate  # part of the gap that is closed in a week
    beta: HabitEstimate  # part of what is on order that is counted
    target: HabitEstimate  # S', units
    r2: float  # share of the variance of the counted orders that the rule explains
    whim: float  # standard deviation of the orders about the rule, units
    weeks: int  # that were counted

    @property
    def rule(self) -> AnchorAdjust:
        """The fitted rule: it can sit in a seat as a bot."""
        return AnchorAdjust(
            theta=self.theta.value, alpha=self.alpha.value, beta=self.beta.value, target=self.target.value
        )

    @property
    def table(self) -> dict[str, Any]:
        """The fitted rule with its whims, as a table of a scenario file."""
        shares = {name: round(getattr(self, name).value, 6) for name in ("theta", "alpha", "beta", "target")}
        return {"type": "human", **shares, "noise": round(self.whim, 6)}

    @property
    def said(self) -> tuple[Phrase, ...]:
        """What to tell the person: keys of sentences with their numbers, shares in percent."""
        sentences: list[Phrase] = []
        for key, estimate in (("supply-line", self.beta), ("gap", self.alpha), ("newest", self.theta)):
            shares = {"percent": estimate.value, "low": estimate.low, "high": estimate.high}
            if estimate.clear:
                sentences.append((key, {name: float(round(100 * share)) for name, share in shares.items()}))
            else:
                sentences.append((f"{key}-unclear", {}))
        if math.isfinite(self.target.high) and self.target.high - self.target.low <= 2 * self.target.value:
            target = {"units": self.target.value, "low": self.target.low, "high": self.target.high}
            sentences.append(("target", {name: float(round(units)) for name, units in target.items()}))
        else:
            sentences.append(("target-unclear", {}))
        sentences.append(("explained", {"percent": float(round(100 * max(self.r2, 0.0))), "weeks": float(self.weeks)}))
        return tuple(sentences)

    def as_dict(self) -> dict[str, Any]:
        """As the API says it."""
        parts = ("theta", "alpha", "beta", "target")
        return {
            **{name: getattr(self, name).as_list() for name in parts},
            "r2": self.r2,
            "whim": self.whim,
            "weeks": self.weeks,
            "rule": self.table,
            "said": [{"key": key, "values": values} for key, values in self.said],
        }


def habits_of(series: SeatSeries) -> Habits:
    """The habits behind a seat's orders of one item.  Raises CannotTell."""
    weeks = int(series.order.size)
    if weeks < FEWEST:
        raise CannotTell(
            "too-few-weeks", f"found {weeks} weeks that a person decided; habits can be told from {FEWEST} or more"
        )
    if np.ptp(series.order) == 0:
        raise CannotTell(
            "constant", f"found the same order, {series.order[0]:g}, in all {weeks} weeks; habits show in changes"
        )
    if series.free.sum() < PARAMETERS + 2:
        raise CannotTell(
            "always-cut", f"found {series.free.sum()} weeks with an order that was not cut; habits show in those"
        )
    found = fit(series)
    pairs = zip(found.values.tolist(), found.intervals, strict=True)
    theta, alpha, beta, target = (HabitEstimate(value, float(low), float(high)) for value, (low, high) in pairs)
    off = series.order - np.clip(found.wishes, 0.0, series.cap)
    about_mean = series.order - series.order.mean()
    return Habits(
        theta,
        alpha,
        beta,
        target,
        r2=1.0 - float(np.sum(off**2) / np.sum(about_mean**2)),
        whim=math.sqrt(found.variance),
        weeks=weeks,
    )


def person_weeks(record: GameRecord, team: int, site: str) -> list[bool]:
    """For every week of a team that is over: whether people decided for this seat."""
    return [week[site].by == "person" for week in record.team(team).weeks]


def series_of(game: TeamGame, site: str, item: str, counted: Sequence[bool]) -> SeatSeries:
    """What a seat saw and ordered of an item in the weeks that are over, as the fit takes it."""
    weeks = [week["items"][item] for week in game.history(site)]
    names = ("asked", "on_hand", "backlog", "on_order", "order")
    asked, on_hand, backlog, on_order, order = (np.array([week[name] for week in weeks], np.float64) for name in names)
    chosen = np.array(counted, np.bool_)
    return SeatSeries(
        asked=asked,
        counted=chosen,
        net_stock=(on_hand - backlog)[chosen],
        on_order=(on_order - order)[chosen],
        order=order[chosen],
        cap=float(game.limits(site, item).largest),
    )
