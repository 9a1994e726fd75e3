"""Pictures of runs, comparisons and networks: what is drawn, how it looks, and that its words can be read.

They are handed what they draw, and run nothing.
"""

__all__ = [
    "beside",
    "comparison_picture",
    "curves",
    "frontier_picture",
    "lane_labels",
    "layers",
    "legible",
    "network_graph",
    "network_picture",
    "network_plan",
    "network_shapes",
    "resilience_picture",
    "run_lines",
    "run_picture",
    "stress_picture",
    "style",
]
