"""What a stress test finds: how long a network survives each outage, how long it recovers, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

from bullwhip.agents.outcomes.compared_outcomes import Interval

__all__ = ["Remedy", "StressOutcome", "Weakness", "part"]


@dataclass(frozen=True)
class Remedy:
    """Something that helps against an outage: what it costs in calm times, and what it saves in the outage."""

    name: str  # 3 more days of cover at shop
    kind: str  # cover, second source, spare capacity
    cost: Interval  # more than today without the outage, money per period
    saved: Interval  # of the loss by one outage, money
    prevented: float  # share of the lost service that it prevents

    @property
    def worth_every(self) -> float:
        """The periods between two such outages up to which it pays: infinite where it costs nothing."""
        if self.saved.mean <= 0:
            return 0.0
        return float("inf") if self.cost.mean <= 0 else self.saved.mean / self.cost.mean


@dataclass(frozen=True)
class Weakness:
    """A site, a lane or a pair that was down for a time, and what became of customers."""

    name: str
    kind: str  # site, lane or pair
    share_failing: float  # of the replications in which a customer lost service
    time_to_survive: Interval  # periods from the start of the outage, where service failed
    time_to_recover: Interval  # periods from the end of the outage, where service failed
    share_recovered: float  # of those in which service failed, by the end of the run
    lost_service: Interval  # units x periods that customers waited for more, or did not get
    loss: Interval  # money: more cost and less revenue than with the same luck and no outage
    index: float  # risk-exposure index: loss over that of the worst
    remedies: tuple[Remedy, ...] = ()  # the best first


@dataclass(frozen=True, eq=False, repr=False)
class StressOutcome:
    """The outages of a stress test, worst first, and the luck that measured them."""

    title: str
    period: str
    start: int  # first period of each outage
    length: int  # periods
    horizon: int  # last period of the run
    replications: int
    seed: int
    failed: float  # service below which customers are failed
    recovered: float  # service above which they are served again
    weaknesses: tuple[Weakness, ...]


def part(share: float) -> str:
    """A share in percent, which is neither none nor all."""
    return f"{min(max(round(100 * share), 1), 99)}%"
