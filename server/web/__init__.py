"""The classroom's web front door: pages, a JSON API, and streams of events.

Who may do what is written in one table of routes (routes.py), from which the guards and the API's description are
made.  What is asked for is checked here; what happens is up to `bullwhip.server.game`.
"""

from __future__ import annotations

__all__ = ["app"]
