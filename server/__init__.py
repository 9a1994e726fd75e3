"""The front doors: the command line and the web.

Reads what people ask for, calls `bullwhip.agents` and `bullwhip.network`, and shows what comes back: no flow,
rule or measure is worked out here. Nothing imports this folder; heavy imports wait until they are needed.
"""

__all__ = ["cli"]
