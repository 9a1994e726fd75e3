"""When disruptions are on, and how much of them: figures worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from tests.oracle.luck import Luck
from tests.oracle.played import PERIODS, asks, begun, bought, shop
from tests.oracle.timings import Storm, days

ODD_LAW = {"type": "discrete", "values": [2, 5], "weights": [1.0, 1.0]}


class Told(Luck):
    """Luck that is told beforehand: of each period, whatever the purpose."""

    def __init__(self, drawn: Sequence[float]) -> None:
        super().__init__(0, 0)
        self.drawn = drawn

    def uniform(self, period: int, purpose: str, *names: str) -> float:
        return self.drawn[period - 1]


def storms(*tables: dict[str, Any], seed: int = 0) -> list[Storm]:
    """Of a scenario with these disruptions."""
    named = [{"name": f"storm {k}", "kind": "shipping"} | table for k, table in enumerate(tables)]
    return begun([shop(demand=asks())], [bought("shop")], disruption=named, seed=seed).world.storms


def on(*tables: dict[str, Any]) -> list[int]:
    """The periods in which the last of these is on."""
    return [k + 1 for k, there in enumerate(storms(*tables)[-1].on) if there]


def told(table: dict[str, Any], *drawn: float) -> list[bool]:
    """With this luck."""
    return days(storms(table)[0].table, {}, Told(drawn), len(drawn))


@pytest.mark.parametrize(
    ("table", "periods"),
    [
        ({"start": 3, "length": 2}, [3, 4]),
        ({"start": 29, "length": 5}, [29, 30]),
        ({"start": 1}, [1]),
        ({"periods": [3, 4, 9]}, [3, 4, 9]),
        ({"window": [7, 7], "length": 2}, [7, 8]),
        ({"every": 8, "lasts": 2}, [8, 9, 17, 18, 26, 27]),
        ({"every": 13}, [13, 26]),
        ({"chance": {"down": 1.0, "up": 1.0}}, list(range(1, PERIODS + 1, 2))),
    ],
)
def test_no_luck_is_needed(table: dict[str, Any], periods: list[int]) -> None:
    """`every` counts from the first period after the end.  What surely ends is off for a period at least."""
    assert on(table) == periods


def test_chance() -> None:
    """Begins below 0.1; on, ends below 0.3 before a period, but not before its first."""
    table = {"chance": {"down": 0.1, "up": 0.3}}
    drawn = (0.5, 0.05, 0.9, 0.2, 0.05, 0.3, 0.29, 0.1)
    assert told(table, *drawn) == [False, True, True, False, True, True, False, False]


def test_a_window_has_each_start_alike() -> None:
    """0.74 of four periods from 3 on is the third of them."""
    assert told({"window": [3, 6]}, 0.74, *[0.0] * 5) == [False, False, False, False, True, False]
    starts = {storms({"window": [3, 6]}, seed=seed)[0].onsets[0] for seed in range(60)}
    assert starts == {3, 4, 5, 6}


def test_frequency_and_duration_by_laws() -> None:
    """At 2; 5 later at 7; 2 later at 9.  Or from 2 on for 5 periods to 6, and from 6 + 2 on for 2."""
    assert told({"every": ODD_LAW, "lasts": 1}, 0.4, 0.6, *[0.0] * 8) == [k in (2, 7, 9) for k in range(1, 11)]
    assert told({"every": 2, "lasts": ODD_LAW}, 0.6, 0.4, *[0.0] * 8) == [
        2 <= k <= 6 or 8 <= k <= 9 for k in range(1, 11)
    ]


def test_one_cause_has_one_luck() -> None:
    """Of two kinds; but without it each has its own."""
    chance = {"chance": {"down": 0.3, "up": 0.5}}
    one, two, own = storms(chance | {"cause": "snow"}, chance | {"cause": "snow", "kind": "receiving"}, chance)
    assert one.on == two.on != own.on
    assert storms(chance, seed=1)[0].on != storms(chance, seed=2)[0].on


def test_triggered() -> None:
    """By each onset of the other, not by its later periods; overlapping ones stay on."""
    first = {"periods": [2, 3, 7]}
    assert on(first, {"after": "storm 0", "delay": 1, "length": 3}) == [3, 4, 5, 8, 9, 10]
    assert on(first, {"after": "storm 0", "length": 6}) == list(range(2, 13))
    later = {"after": "storm 0", "length": 5}  # 2 to 11, with one onset
    assert on(first, later, {"after": "storm 1", "delay": 20}) == [22]


def strength(**table: Any) -> list[float]:
    [storm] = storms(table)
    return [round(left, 9) for left in storm.strength[:9]]


def test_recovery() -> None:
    """Four parts for three periods; or by a factor of e each, until a hundredth is left; anew with the next onset."""
    assert strength(start=2, severity=0.8) == [0, 0.8, *[0.0] * 7]
    linear = {"shape": "linear", "periods": 3}
    assert strength(start=2, severity=0.8, recovery=linear) == [0, 0.8, 0.6, 0.4, 0.2, 0, 0, 0, 0]
    assert strength(periods=[1, 2, 5], recovery=linear) == [1, 1, 0.75, 0.5, 1, 0.75, 0.5, 0.25, 0]
    fading = strength(start=1, severity=0.5, recovery={"shape": "exponential", "periods": 1})
    assert fading == [round(0.5 * math.exp(-k), 9) for k in range(5)] + [0.0] * 4


def test_recovery_triggers_nothing() -> None:
    lasting = {"start": 2, "recovery": {"shape": "linear", "periods": 9}}
    assert on(lasting, {"after": "storm 0", "delay": 2}) == [4]
