"""A history for the picture of a run that recorded none."""

from __future__ import annotations

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.agents.pictures.curves import FEW
from bullwhip.agents.runs.experiment import run

__all__ = ["sample"]

SAMPLE = 64  # replications whose median and band are drawn
RECORDED = 3_000_000  # periods of stockpoints that are recorded for a picture: 0.2 GB


def sample(result: RunOutcome) -> RunOutcome | None:
    """A history to draw a run's lines from: its own, or that of its first replications, which are run once more.

    As many as make a band that can be trusted, and fit into memory; None where not even one does.  For runs under the
    scenario's own rules.
    """
    if result.recorded_whole:
        return result
    fitting = min(result.replications, SAMPLE, RECORDED // (result.network.rows * result.periods))
    many = fitting if fitting >= FEW else min(fitting, 1)
    return run(result.scenario, many, result.periods, result.seed, record=True) if many else None
