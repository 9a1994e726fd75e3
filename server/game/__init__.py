"""Games as logs in a database: people, seats, pace, and what the host may do.

The log is the truth; a room in memory is a fold over it, and can be thrown away at any time.  Imports `bullwhip.agents`
and `bullwhip.network`, never Flask: whoever serves a classroom calls `Classroom`.
"""

from __future__ import annotations

__all__ = ["classroom", "settings"]
