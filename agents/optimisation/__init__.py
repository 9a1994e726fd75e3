"""Parameters found for the rules of a scenario: by formula where one is exact, else by simulation.

Whatever finds them, what they are worth is measured on luck that the search has not seen.
"""

__all__ = ["candidates", "formulas", "objective", "places", "plain", "ranges", "search", "task", "tune", "tuned"]
