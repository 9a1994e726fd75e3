"""What came out of a run or a comparison: figures with their intervals, and the history.

How these are printed, drawn and written into files is told by the rooms above; `Result` and `Comparison` of
`bullwhip.agents.runs` have it all together.
"""

__all__ = [
    "by_site",
    "compared_outcomes",
    "failures",
    "frontier_points",
    "pairs",
    "resilience_outcome",
    "risk",
    "run_outcome",
    "service_curves",
    "tiers",
    "weaknesses",
]
