"""Value at risk and expected shortfall: by hand, and how often their intervals hold."""

from __future__ import annotations

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.outcomes.risk import risk_of
from bullwhip.network.errors import BullwhipError


def test_of_a_hundred_costs() -> None:
    """Costs 1 to 100 at 95%: 95 of them are at most 95; the worst five are 96 to 100, 98 in the mean."""
    found = risk_of(np.random.default_rng(1).permutation(np.arange(1.0, 101.0)), 0.95)
    assert found.value_at_risk == 95.0
    assert found.expected_shortfall == pytest.approx(98.0)
    assert found.value_low < 95.0 < found.value_high
    assert found.shortfall_low < 98.0 < found.shortfall_high


def test_a_replication_on_the_edge_counts_in_part() -> None:
    """The worst quarter of 10: the two worst, and half of the third: (10 + 9 + 8 / 2) / 2.5."""
    found = risk_of(np.arange(1.0, 11.0), 0.75)
    assert found.value_at_risk == 8.0
    assert found.expected_shortfall == pytest.approx(9.2)


def test_few_replications_have_no_upper_end() -> None:
    found = risk_of(np.arange(1.0, 21.0), 0.95)
    assert np.isnan(found.value_high)
    assert found.value_low < found.value_at_risk


def test_intervals_cover_the_truth() -> None:
    """Of an exponential cost: the 95% quantile is log 20, the mean beyond it log 20 + 1."""
    truth, luck, inside = np.log(20.0), np.random.default_rng(5), np.zeros(2)
    for _ in range(400):
        found = risk_of(luck.exponential(size=400))
        inside += (
            found.value_low <= truth <= found.value_high,
            found.shortfall_low <= truth + 1.0 <= found.shortfall_high,
        )
    assert (inside / 400 > (0.93, 0.88)).all(), inside / 400


def test_of_a_run() -> None:
    result = bw.run("corner-shop", 100)
    assert result.risk().expected_shortfall >= result.risk().value_at_risk >= np.median(result.costs)
    with pytest.raises(BullwhipError, match="level: found 95; give a share between 0 and 1"):
        result.risk(95)
