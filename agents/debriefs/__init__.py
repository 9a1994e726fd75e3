"""What can be learnt from a game that was played: other orders at the same luck, habits, shares, the crowd.

Everything is worked out from the record of the game, by runs of the one engine.
"""

__all__ = ["crowd", "debrief", "fitting", "habits", "shares", "what_if"]
