"""Stocking rules and forecasts of a single stockpoint in plain Python: a second implementation, from the docstrings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Forecast", "Rule", "Sight", "settled"]


def settled(figure: float) -> float:
    """A figure as it was meant: what rounding adds to it lies far behind the eighth decimal."""
    return round(figure, 8)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What a stockpoint sees when it decides."""

    period: int
    on_hand: float
    backlog: float
    net_stock: float
    position: float
    on_order: float
    in_transit: float
    received: float
    asked: float
    shipped: float
    last_order: float
    customer_demand: float
    echelon_stock: float
    echelon_position: float
    work_in_process: float
    lead_time: float
    order_delay: float
    demand_shown: bool


class Rule:
    """A rule's table at work."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.negative = bool(table.get("negative", False))
        self.expected: float | None = table.get("expected")
        self.forecast = Forecast(table["forecast"]) if "forecast" in table else None
        self.asked: list[float] = []  # since anybody asked
        self.freed: list[float] = []
        self.unordered = 0.0
        self.part, self.ready = 1.0, True  # of the reserve

    def decide(self, sight: Sight) -> float:
        """The order before it is cut at zero and rounded to whole units."""
        wish = self.wish(sight)  # also in forced periods: it may learn
        if sight.period <= self.table.get("forced_periods", 0):
            return float(self.table.get("forced_order", 0.0))
        multiple, cap = self.table.get("multiple", 0.0), self.table.get("cap", math.inf)
        minimum = self.table.get("minimum", 0.0)
        if settled(wish) > 0:
            wish = max(wish, minimum)
        if multiple > 0:
            wish = math.ceil(settled(wish / multiple)) * multiple
            if cap < math.inf:
                cap = math.floor(settled(cap / multiple)) * multiple
        return float(min(wish, cap))

    def wish(self, sight: Sight) -> float:
        table = self.table
        kind = table["type"]
        if kind == "order-up-to":
            return float(table["level"] - sight.position)
        if kind == "echelon-order-up-to":
            return float(table["level"] - sight.echelon_position)
        if kind == "s-S":
            return float(table["S"] - sight.position) if settled(sight.position - table["s"]) <= 0 else 0.0
        if kind == "r-Q":
            batches = 0
            while settled(sight.position + batches * table["Q"] - table["r"]) <= 0:
                batches += 1
            return float(batches * table["Q"])
        if kind == "periodic":
            first = table.get("first", 1)
            reviewed = sight.period >= first and (sight.period - first) % table["review"] == 0
            return float(table["level"] - sight.position) if reviewed else 0.0
        if kind == "pass-on":
            return sight.asked
        if kind in {"anchor-adjust", "human"}:  # this one has no whims
            before = sight.asked if self.expected is None else self.expected
            self.expected = table["theta"] * sight.asked + (1 - table["theta"]) * before
            gap = table["target"] - sight.net_stock - table["beta"] * sight.on_order
            return float(self.expected + table["alpha"] * gap)
        if kind == "recorded":
            return float(table["orders"][sight.period - 1])
        if kind == "conwip":
            return max(float(table["level"] - sight.work_in_process), 0.0)
        if kind == "just-in-time":
            return self.wish_in_time(sight)
        return self.wish_by_forecast(sight)

    def wish_in_time(self, sight: Sight) -> float:
        table = self.table
        asked = sight.customer_demand if sight.demand_shown else sight.asked
        self.asked += [asked] if self.asked or asked > 0 else []
        if "cards" in table:
            free = table["cards"] * table["container"] - sight.on_hand - sight.on_order
        else:
            rate = table.get("rate") or sum(self.asked) / max(len(self.asked), 1)
            free = rate * (sight.order_delay + sight.lead_time) + table.get("buffer", 0.0) - sight.position
        window = table.get("window", 1)
        before = self.unordered - sight.last_order if self.freed else 0.0
        self.freed.append(free - before)
        self.unordered = free
        kept = sum(freed * (window - 1 - k) / window for k, freed in enumerate(self.freed[-window:][::-1]))
        due = min(free - kept, max(free, 0.0))
        container = table.get("container", 0.0)
        if container > 0:
            due = math.floor(settled(due / container)) * container
        return float(max(due, 0.0))

    def wish_by_forecast(self, sight: Sight) -> float:
        table, forecast = self.table, self.forecast
        assert forecast is not None
        forecast.observe(sight.customer_demand if sight.demand_shown else sight.asked)
        if table["type"] == "forecast-order-up-to":
            safety = table.get("safety", 0.0) * math.sqrt(table["cover"]) * forecast.error
            return float(forecast.over(table["cover"]) + safety - sight.position)
        time = sight.order_delay + sight.lead_time
        if table["type"] == "just-in-case":
            safety = table.get("safety", 0.0) * math.sqrt(time) * forecast.error + table.get("reserve", 0.0)
            return float(forecast.over(time + table["cover"]) + safety - sight.position)
        if table["type"] == "cover":
            return float(forecast.over((1 + table["times"]) * time) - sight.position)
        if table["type"] == "hybrid":
            safety = table.get("safety", 0.0) * math.sqrt(time) * forecast.error
            lean = forecast.over(time + table.get("cover", 0.0))
            reserve = forecast.over(time + table.get("cover", 0.0) + table["reserve"]) - lean
            return float(lean + safety + self.kept(sight, reserve) * reserve - sight.position)
        assert table["type"] == "smoothing"
        one = forecast.over(1)
        pipeline = table.get("pipeline_cover")
        pipeline = sight.lead_time + sight.order_delay - 1 if pipeline is None else pipeline
        stock_gap = table.get("cover", 0.0) * one - sight.net_stock
        pipeline_gap = pipeline * one - sight.on_order
        return float(one + stock_gap / table["stock_time"] + pipeline_gap / table["pipeline_time"])

    def kept(self, sight: Sight, reserve: float) -> float:
        """The part of the reserve that is kept."""
        low = settled(self.table.get("signal", 0.0) * self.part * reserve - sight.net_stock) > 0
        if low and self.ready:
            self.part = min(self.part, sight.on_hand / reserve if reserve > 0 else 1.0)
        else:
            self.part = min(self.part + 1 / self.table.get("rebuild", 10.0), 1.0)
            there = settled(sight.net_stock - self.table.get("signal", 0.0) * reserve) >= 0
            self.ready = self.part >= 1 and there
        return self.part


class Forecast:
    """A forecast's table at work; it keeps all that it has seen."""

    def __init__(self, given: str | Mapping[str, Any]) -> None:
        self.table: Mapping[str, Any] = {"type": given} if isinstance(given, str) else given
        self.kind = self.table["type"]
        self.initial: float | None = self.table.get("initial")
        self.seen: list[float] = []
        self.square_errors: list[float] = []
        self.level = self.initial
        self.trend = 0.0
        self.season = [0.0] * self.table.get("season", 1)

    def observe(self, demand: float) -> None:
        if self.kind == "known":
            return
        if self.level is not None:
            self.square_errors.append((demand - self.over(1)) ** 2)
        self.seen.append(demand)
        if self.kind == "last":
            self.level = demand
        elif self.kind == "moving-average":
            window = self.table["window"]
            before = [] if self.initial is None else [self.initial] * window
            last = (before + self.seen)[-window:]
            self.level = sum(last) / len(last)
        elif self.level is None:
            self.level = demand
        elif self.kind == "exponential":
            self.level = self.table["alpha"] * demand + (1 - self.table["alpha"]) * self.level
        else:
            self.winters(demand, self.level)

    def winters(self, demand: float, before: float) -> None:
        """Additive Holt-Winters: level, trend and season of the period just seen, each smoothed."""
        alpha, beta, gamma = self.table["alpha"], self.table.get("beta", 0.0), self.table.get("gamma", 0.0)
        slot = (len(self.seen) - 1) % len(self.season)
        season, trend = self.season[slot], self.trend
        self.level = alpha * (demand - season) + (1 - alpha) * (before + trend)
        self.trend = beta * (self.level - before) + (1 - beta) * trend
        self.season[slot] = gamma * (demand - self.level) + (1 - gamma) * season

    def over(self, periods: float) -> float:
        """Expected demand of the next periods together; a part of a period counts in part."""
        if self.kind == "known":
            return float(periods * self.table["mean"])
        assert self.level is not None
        if self.kind != "holt-winters":
            return float(periods * self.level)
        total, ahead = 0.0, 1
        while periods > 0:
            season = self.season[(len(self.seen) + ahead - 1) % len(self.season)]
            total += min(periods, 1.0) * (self.level + ahead * self.trend + season)
            periods -= 1
            ahead += 1
        return total

    @property
    def error(self) -> float:
        """Root of the mean squared error; the newest error's weight never falls below the forecast's own."""
        if self.kind == "known":
            return float(self.table.get("sd", 0.0))
        least = {
            "last": 0.0,
            "moving-average": 1 / self.table.get("window", 1),
            "exponential": self.table.get("alpha"),
            "holt-winters": self.table.get("alpha"),
        }[self.kind]
        mean = 0.0
        for k, square in enumerate(self.square_errors):
            weight = max(1 / (k + 1), least or 0.0)
            mean = weight * square + (1 - weight) * mean
        return math.sqrt(mean)
