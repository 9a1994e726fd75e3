"""A supply network as a Mesa model, whose agents are handles on the engine's columns.

Mesa's own things work on it: batches, data collection, agents that come and go.
"""

__all__ = ["collecting", "supply_agent", "supply_network"]
