"""A game: the same network, with people in some of its seats.

A game is a scenario, a seed and what was decided, week by week; everything else is worked out from these on the one
engine.  Nothing here knows of databases or pages.
"""

__all__ = ["games", "lines", "record", "seat", "team_game", "terms"]
