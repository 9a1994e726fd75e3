"""What exists, and how goods and orders move.

Knows arrays, periods and files, never who decides: it imports neither Mesa nor `bullwhip.agents` nor the web.
A `Scenario` is what the file says, a `Network` what is fixed in a run, a `Tape` what comes from outside, a
`State` what changes; the engine's six phases take one `State` to the next.
"""

__all__ = ["engine", "errors", "measures", "scenario", "state", "tape", "topology"]
