"""Rehearsals of scenarios that strangers give, in a process of their own and for some seconds at most."""

from __future__ import annotations

import atexit
import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any

from bullwhip.network.scenario import Scenario
from bullwhip.server.game.jobs import Jobs, TooLong

__all__ = ["Rehearsals"]

LIMIT = 10.0  # seconds; the shipped scenarios need a tenth of one
REMEDY = "give the scenario fewer weeks or sites, or simpler rules"


class Rehearsals:
    """Does what `scenarios.rehearse` does, without holding up who plays: called, it raises the same BullwhipErrors.

    A scenario that passed passes again without a rehearsal.  The process ends with the server.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self._jobs = Jobs(limit, REMEDY)
        atexit.register(self.stop)

    def __call__(self, scenario: Scenario, bots: Mapping[str, Any]) -> None:
        """Rehearse.  Raises BullwhipError, also when it takes too long.

        The first scenario on a machine that needs some kernels has them compiled, which may take longer than that.
        They are kept: so whoever took too long has a second try.
        """
        given = {"scenario": scenario.document(), "bots": dict(bots)}
        key = hashlib.sha256(json.dumps(given).encode()).digest()
        try:
            self._jobs.run("rehearsal", key, lambda: given)
        except TooLong:
            self._jobs.run("rehearsal", key, lambda: given)

    def stop(self) -> None:
        """End the process."""
        self._jobs.stop()

    def warm_up(self, scenario: Scenario) -> None:
        """Start the process in the background, so that the first host does not wait for it."""
        threading.Thread(target=self, args=(scenario, {}), name="bullwhip-rehearsal", daemon=True).start()
