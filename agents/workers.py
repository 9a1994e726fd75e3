"""Processes that share the batches of a run.

Threads would do without copies, but the compiled loops of a small network last some microseconds each, and threads that
hand the interpreter to each other so often spend their time waiting for it.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext

from bullwhip.agents.batch import Batch, Job, Outcome, Progress
from bullwhip.network.errors import BullwhipError

__all__ = ["run_batches"]

_job: list[Job] = []  # in a worker: the run that it works for


def run_batches(job: Job, batches: Sequence[Batch], workers: int, progress: Progress | None) -> Iterator[Outcome]:
    """The outcomes in the order of the batches.  Raises BullwhipError."""
    if workers == 1 or len(batches) == 1:
        for batch in batches:
            yield job.run(batch, progress)
        return
    others = set(multiprocessing.active_children())
    with _pool(job, min(workers, len(batches))) as pool:
        try:
            with warnings.catch_warnings():
                # NumPy and notebooks keep threads, but workers use none of their locks: a fork does no harm.
                warnings.simplefilter("ignore", DeprecationWarning)
                outcomes = pool.map(_run, batches)
            for batch, outcome in zip(batches, outcomes, strict=True):
                if progress is not None:
                    progress(batch.count * job.periods * job.roster.network.rows)
                yield outcome
        except BrokenProcessPool:
            raise BullwhipError(
                "workers: found that they died; call bullwhip.run under `if __name__ == '__main__':`, with rules from "
                "a module of their own, or give workers=1"
            ) from None
        except KeyboardInterrupt:  # nobody waits for figures that nobody wants
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _pool(job: Job, workers: int) -> ProcessPoolExecutor:
    """On Linux a fork inherits the job as it is, a rule from a notebook included; elsewhere it has to be pickled."""
    if sys.platform == "linux":
        context: BaseContext = multiprocessing.get_context("fork")
    else:
        context = multiprocessing.get_context("spawn")
        try:
            pickle.dumps(job)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise BullwhipError(
                f"workers: found a rule that cannot be sent to other processes ({error}); "
                "put its class into a module of its own, or give workers=1"
            ) from None
    return ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(job,))


def _begin(job: Job) -> None:
    """In a worker: take the job, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job[:] = [job]


def _run(batch: Batch) -> Outcome:
    """In a worker: run a batch."""
    return _job[0].run(batch)
