"""Parameters that would take gigabytes or hours are refused when a rule is read."""

from typing import Any

import pytest

from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.network.errors import FaultyTable

COVER = {"type": "forecast-order-up-to"}


@pytest.mark.parametrize(
    "rule",
    [
        {**COVER, "cover": 4, "forecast": {"type": "moving-average", "window": 10_001}},
        {**COVER, "cover": 4, "forecast": {"type": "holt-winters", "alpha": 0.2, "season": 10**9}},
        {**COVER, "cover": 1e9, "forecast": {"type": "holt-winters", "alpha": 0.2}},
        {"type": "smoothing", "cover": 1e9, "stock_time": 4, "pipeline_time": 4, "forecast": {"type": "last"}},
    ],
    ids=str,
)
def test_they_are_refused_with_the_limit(rule: dict[str, Any]) -> None:
    with pytest.raises(FaultyTable) as caught:
        check_rule(rule, False)
    (fault,) = caught.value.faults
    assert "10000" in fault.remedy


def test_the_largest_are_let_through() -> None:
    check_rule({**COVER, "cover": 10_000, "forecast": {"type": "moving-average", "window": 10_000}}, False)
