"""What a game earns, where its customers pay: profit is what it is scored by then, and cost where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bullwhip.network.arrays import Array
from bullwhip.network.costs import Costs, cash, costs_summed
from bullwhip.network.scenario import Scenario
from bullwhip.network.tally import Tally
from bullwhip.network.topology import Network

__all__ = ["Earnings", "ScoredBy", "scored_by"]

ScoredBy = Literal["cost", "profit"]


@dataclass(frozen=True, eq=False)
class Earnings:
    """Money of a week of some games that is over: arrays (stockpoints, games), but for `in_all` (games,)."""

    profit: Array  # of the week
    so_far: Array  # profit of all weeks so far that count
    in_all: Array  # and of the whole network
    cash: Array  # at the end of the week

    @staticmethod
    def of(network: Network, tally: Tally, week: Costs, counts: bool) -> Earnings:
        """Those of a week that has just ended, with its costs; `counts` says whether it is past the warm-up."""
        summed = costs_summed(network, tally)
        counted = float(counts)
        return Earnings(
            profit=week.profit,
            so_far=summed.profit * counted,
            in_all=summed.of_network(network.listing).profit[0] * counted,
            cash=cash(network, tally, summed.cash_flow),
        )


def scored_by(scenario: Scenario) -> ScoredBy:
    """What a game of this scenario is scored by: profit where customers pay anybody."""
    return "profit" if scenario.sells else "cost"
