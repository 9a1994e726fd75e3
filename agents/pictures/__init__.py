"""Pictures of runs and comparisons: what is drawn, how it looks, and that its words can be read.

They are handed what they draw, and run nothing.
"""

__all__ = ["comparison_picture", "curves", "legible", "run_lines", "run_picture", "style"]
