"""What buffers are worth, from just-in-time to just-in-case, and what each outage would do without them.

All candidates meet the same luck; what is found by search is measured on luck that the search has not seen.
"""

__all__ = [
    "covers",
    "frontier",
    "frontier_result",
    "hybrids",
    "measured",
    "outages",
    "remedies",
    "stress",
    "stress_result",
    "watching",
]
