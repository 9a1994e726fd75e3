"""What every stockpoint of a scenario must be ready for: demand, lead times and costs, as makers of rules see them."""

from __future__ import annotations

from dataclasses import dataclass

from bullwhip.agents.rules.forecasts import ExponentialSmoothing, Forecast
from bullwhip.agents.theory import DemandDistribution, critical_ratio, eoq
from bullwhip.agents.tuning.expected_demand import distribution_of, first_demand
from bullwhip.network.rounding import ceil_units
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

__all__ = ["LOT", "SERVICE", "WEIGHT", "Outlook", "outlooks"]

SERVICE = 0.95  # cycle service that is aimed at where the costs do not say which is best
LOT = 4  # periods of demand that are bought together where holding stock costs nothing, so that no lot is too large
WEIGHT = 0.1  # largest weight of the newest demand in a forecast; Silver, Pyke & Peterson (1998), section 4.3


@dataclass(frozen=True, eq=False)
class Outlook:
    """What a stockpoint must be ready for; costs per unit and period, or per order."""

    demand: DemandDistribution  # of a period: its own customers' and that of all it supplies
    first: float  # expected in the first period, units
    cover: int  # order delay + lead time, periods
    echelon_cover: int  # the same from here to the farthest customer
    service: float  # cycle service to aim at
    holding_cost: float  # the cost of capital included
    backlog_cost: float  # as the service says
    order_cost: float
    whole_units: bool

    def level(self, periods: int) -> float:
        """The level that the demand of so many periods stays within as often as the service says, units."""
        return self.rounded(float(self.demand.over(periods).quantile(self.service)))

    def rounded(self, units: float) -> float:
        """Units, none below zero, rounded up where they are whole."""
        return max(float(ceil_units(units)) if self.whole_units else units, 0.0)

    @property
    def safety_stock(self) -> float:
        """The level less the mean demand that it covers, units."""
        return max(self.level(self.cover) - self.cover * self.demand.mean, 0.0)

    @property
    def forecast(self) -> Forecast:
        """Exponential smoothing; where the cover is long its lag is twice that.

        Ta = 2 Tp: John, Naim & Towill (1994).
        """
        return ExponentialSmoothing(alpha=min(WEIGHT, 1 / (1 + 2 * self.cover)), initial=self.first)

    @property
    def free(self) -> bool:
        """Whether it pays to order in every period: stock costs something, and an order nothing."""
        return self.holding_cost > 0 and self.order_cost == 0

    @property
    def lot(self) -> float:
        """How much to buy at a time: the economic order quantity, or the demand of one period or some, units."""
        mean = self.demand.mean
        if mean <= 0:
            return 1.0
        if self.holding_cost and self.order_cost:
            return self.rounded(round(eoq(mean, self.holding_cost, self.order_cost).Q, 9))
        return self.rounded(round(mean if self.free else LOT * mean, 9))


def outlooks(scenario: Scenario) -> dict[tuple[str, str], Outlook]:
    """The outlook of every stockpoint (site, item), in the order of the scenario."""
    network = Network.of(scenario)
    starts, markets, _ = network.downstream
    covers, echelon = _covers(network), _echelon_covers(network)
    found = {}
    for row in network.listing.tolist():
        point = network.stockpoints[row]
        served = markets[starts[row] : starts[row + 1]]
        demands = [demand for market in served for demand in network.tape.markets[market].demands]
        distribution = distribution_of(demands, scenario.periods)
        holding = float(network.holding_cost[row] + network.capital_rate * network.unit_value[row])
        backlog = float(network.backlog_cost[row])
        service = critical_ratio(holding, backlog) if holding > 0 and backlog > 0 else SERVICE
        found[point.site, point.item] = Outlook(
            demand=distribution,
            first=first_demand(demands, distribution),
            cover=covers[row],
            echelon_cover=echelon[row],
            service=service,
            holding_cost=holding,
            backlog_cost=holding * service / (1 - service),
            order_cost=float(network.order_cost[row]),
            whole_units=network.whole_units,
        )
    return found


def _covers(network: Network) -> list[int]:
    """Order delay and lead time of each row, periods; of several lanes what is expected, rounded up."""
    covers: list[int] = ceil_units(network.expected(network.lead_time + network.order_delay)).astype(int).tolist()
    return covers


def _echelon_covers(network: Network) -> list[int]:
    """Order delays and lead times from beyond each row to the farthest customer, periods."""
    covers = _covers(network)
    for row in network.downstream_first.tolist():
        covers[row] += max((covers[below] for below in network.supplied_by(row)), default=0)
    return covers
