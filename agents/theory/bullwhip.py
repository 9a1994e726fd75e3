"""Bullwhip ratios in closed form: variance of orders over variance of demand, with the source of each.

All hold for linear rules: orders may be negative (goods go back free of charge), nothing is cut at zero.  The cover
is order delay + lead time in our period, in which an order is placed knowing the demand of the same period; texts
that order before they see it, with lead time L or nu, have cover = L + 1.  AR(1) demand is
D(t) = constant + rho D(t - 1) + noise; rho = 0 is independent demand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bullwhip.agents.theory.given import FigureError, above, at_least, between, check, whole

__all__ = [
    "bullwhip_ar1",
    "bullwhip_chain_bound",
    "bullwhip_chain_shared",
    "bullwhip_exponential_smoothing",
    "bullwhip_moving_average",
    "bullwhip_smoothing",
    "net_stock_amplification_smoothing",
    "order_variance_batching",
]


def bullwhip_moving_average(cover: int, window: int, rho: float = 0.0) -> float:
    """Order-up-to with a moving-average forecast: 1 + (2 L / p + 2 L^2 / p^2)(1 - rho^p), L the cover, p the window.

    Exact when the safety stock is constant, else a lower bound.
    Source: Chen, Drezner, Ryan and Simchi-Levi (2000), Management Science 46(3).
    """
    check(whole("cover", cover), whole("window", window, 1), between("rho", rho, -1.0))
    return 1 + (2 * cover / window + 2 * cover**2 / window**2) * (1 - rho**window)


def bullwhip_exponential_smoothing(cover: int, alpha: float, rho: float = 0.0) -> float:
    """Order-up-to with an exponentially smoothed forecast, F(t) = alpha D(t) + (1 - alpha) F(t - 1).

    1 + (2 L a + 2 L^2 a^2 / (2 - a)) (1 - rho) / (1 - (1 - a) rho), L the cover, a = alpha.
    Source: Chen, Ryan and Simchi-Levi (2000), Naval Research Logistics 47(4).
    """
    check(whole("cover", cover), between("alpha", alpha, 0.0, 2.0), between("rho", rho, -1.0))
    gain = 2 * cover * alpha + 2 * cover**2 * alpha**2 / (2 - alpha)
    return 1 + gain * (1 - rho) / (1 - (1 - alpha) * rho)


def bullwhip_ar1(cover: int, rho: float) -> float:
    """Order-up-to with the best forecast of AR(1) demand: 1 + 2 rho (1 - rho^L)(1 - rho^(L + 1)) / (1 - rho).

    Source: Lee, Padmanabhan and Whang (1997), Information distortion in a supply chain: the bullwhip effect,
    Management Science 43(4), theorem 1 (there 0 < rho < 1 and L = nu + 1).
    """
    check(whole("cover", cover), between("rho", rho, -1.0))
    return 1 + 2 * rho * (1 - rho**cover) * (1 - rho ** (cover + 1)) / (1 - rho)


def bullwhip_chain_shared(covers: Sequence[int], window: int) -> tuple[float, ...]:
    """A chain in which every stage sees the customers' demand: each stage's order variance over that of demand.

    Every stage forecasts by the same moving average and covers its own and all lower stages' covers (an echelon
    order-up-to level).  covers: retailer first; independent demand.
    Source: Chen, Drezner, Ryan and Simchi-Levi (2000), an equality when the safety stock is constant.
    """
    _check_chain(covers, window)
    return tuple(bullwhip_moving_average(sum(covers[: k + 1]), window) for k in range(len(covers)))


def bullwhip_chain_bound(covers: Sequence[int], window: int) -> tuple[float, ...]:
    """A chain in which every stage sees its own customer's orders only: a lower bound on each stage's ratio.

    The product of the stages' own ratios.  `filters.bullwhip_chain` gives the exact values.
    Source: Chen, Drezner, Ryan and Simchi-Levi (2000).
    """
    _check_chain(covers, window)
    ratios, ratio = [], 1.0
    for cover in covers:
        ratio *= bullwhip_moving_average(cover, window)
        ratios.append(ratio)
    return tuple(ratios)


def bullwhip_smoothing(adjustment_time: float) -> float:
    """Smoothing order-up-to of independent demand with a known mean: 1 / (2 T - 1).

    Every period orders 1 / T of the gap in stock and pipeline together; T = 1 is plain order-up-to.
    Source: Dejonckheere, Disney, Lambrecht and Towill (2003), Measuring and avoiding the bullwhip effect: a control
    theoretic approach, European Journal of Operational Research 147(3).
    """
    check(above("adjustment_time", adjustment_time, 0.5))
    return 1 / (2 * adjustment_time - 1)


def net_stock_amplification_smoothing(cover: int, adjustment_time: float) -> float:
    """The same rule's variance of net stock over that of demand: L + (T - 1)^2 / (2 T - 1), L the cover.

    The texts' lead time Tp, without the period of review, is L - 1.  Source: Disney, Farasyn, Lambrecht,
    Towill and Van de Velde (2006), European Journal of Operational Research 173(1).
    """
    check(whole("cover", cover, 1), above("adjustment_time", adjustment_time, 0.5))
    return cover + (adjustment_time - 1) ** 2 / (2 * adjustment_time - 1)


def order_variance_batching(
    retailers: int,
    review: int,
    mean: float,
    sd: float,
    phases: Literal["random", "together", "balanced"] = "random",
) -> float:
    """The variance per period of all orders of N retailers, each of which orders its demand every R periods.

    phases: "random", N s^2 + m^2 N (R - 1); "together" (all in the same period), N s^2 + m^2 N^2 (R - 1);
    "balanced" (spread as evenly as can be), N s^2 + m^2 k (R - k) with k the remainder of N by R.  Demand of one
    retailer has this mean and standard deviation a period, independent; units squared.
    Source: Lee, Padmanabhan and Whang (1997).
    """
    check(
        whole("retailers", retailers, 1),
        whole("review", review, 1),
        at_least("mean", mean),
        at_least("sd", sd),
    )
    rest = retailers % review
    spread = {
        "random": retailers * (review - 1),
        "together": retailers**2 * (review - 1),
        "balanced": rest * (review - rest),
    }
    if phases not in spread:
        raise FigureError([f"phases: found {phases!r}; give one of {', '.join(map(repr, spread))}"])
    return retailers * sd**2 + mean**2 * spread[phases]


def _check_chain(covers: Sequence[int], window: int) -> None:
    check(
        None if len(covers) else "covers: found none; give one a stage",
        *(whole(f"covers[{k}]", cover) for k, cover in enumerate(covers)),
        whole("window", window, 1),
    )
