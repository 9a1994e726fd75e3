"""Runs, comparisons and resilience: scenarios and rules in any form, batches in several processes, and what came out.

What came out tells its own certainty: tables with intervals, histories, files, pictures.
"""

__all__ = [
    "attribution",
    "batch",
    "catalogue",
    "comparison",
    "drawing",
    "experiment",
    "inputs",
    "paired",
    "progress",
    "recording",
    "resilience",
    "resilience_result",
    "resilience_shown",
    "result",
    "sample",
    "shown",
    "workers",
]
