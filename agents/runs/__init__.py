"""Runs and comparisons: scenarios and rules in any form, batches in several processes, and what came out.

What came out tells its own certainty: tables with intervals, histories, files, pictures.
"""

__all__ = [
    "batch",
    "catalogue",
    "comparison",
    "drawing",
    "experiment",
    "inputs",
    "progress",
    "recording",
    "result",
    "sample",
    "shown",
    "workers",
]
