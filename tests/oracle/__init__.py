"""A second implementation of the period: slow, obvious, in plain Python.

Written from the texts (design of the period, docstrings of rules and forecasts), not from the engine: one replication,
one stockpoint, one claim at a time.  Periods count from 1.  It takes the customers' demand as given.  A file for each
subject; `oracle.py` has the order of things.
"""

from tests.oracle.oracle import Oracle
from tests.oracle.rules import Sight
from tests.oracle.things import Place, Stock, Way, World

__all__ = ["Oracle", "Place", "Sight", "Stock", "Way", "World"]
