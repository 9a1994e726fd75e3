"""Processes that share the batches of a run.

Threads would do without copies, but the compiled loops of a small network last some microseconds each, and threads that
hand the interpreter to each other so often spend their time waiting for it.

Not `concurrent.futures`: its workers cannot be ended at once (before Python 3.14), and one that dies while it sends a
large outcome leaves the caller waiting for the rest of it.  Here every worker has a pipe of its own, which closes when
it dies.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import traceback
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.runs.batch import Batch
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.errors import BullwhipError

if TYPE_CHECKING:  # Windows has no forks to import
    from multiprocessing.context import ForkContext, SpawnContext

__all__ = ["Work", "run_batches"]

Outcome = TypeVar("Outcome")
Made_co = TypeVar("Made_co", covariant=True)

_MOST_ON_WINDOWS = 60  # pipes that Windows can wait for at once, and some to spare


class Work(Protocol[Made_co]):
    """What is done with every batch."""

    @property
    def rule_plan(self) -> RulePlan:
        """Of the network that is run."""

    @property
    def periods(self) -> int:
        """How long."""

    def run(self, batch: Batch, progress: Progress | None = None) -> Made_co:
        """Run a batch from the first period to the last."""


@dataclass(frozen=True, eq=False)
class _Worker:
    """A process, and our end of the pipe to it: batches go down, outcomes or errors come up."""

    process: BaseProcess
    pipe: Connection


def run_batches(
    job: Work[Outcome], batches: Sequence[Batch], workers: int, progress: Progress | None
) -> Iterator[Outcome]:
    """The outcomes in the order of the batches.  Raises BullwhipError.

    Whatever ends it (an error, Ctrl-C, the caller closing the iterator), its processes are gone when it returns.
    """
    # A process that serves a pool, such as that of Mesa's batch_run, may have none of its own.
    if workers == 1 or len(batches) == 1 or multiprocessing.current_process().daemon:
        for batch in batches:
            yield job.run(batch, progress)
        return
    count = min(workers, len(batches), _MOST_ON_WINDOWS if sys.platform == "win32" else workers)
    with _crew(job, count) as crew:
        for batch, outcome in zip(batches, _in_order(crew, batches), strict=True):
            if progress is not None:
                progress(batch.count * job.periods * job.rule_plan.network.rows)
            yield outcome


@contextmanager
def _crew(job: Work[Any], count: int) -> Iterator[list[_Worker]]:
    """Workers, who leave by themselves when all is done, and are ended at once when anything goes wrong."""
    context = _context(job)
    crew: list[_Worker] = []
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(job, theirs, ours), daemon=True)
            crew.append(_Worker(process, ours))
            with warnings.catch_warnings():
                # NumPy and notebooks keep threads, but workers use none of their locks: a fork does no harm.
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            theirs.close()
        yield crew
        for worker in crew:
            with suppress(OSError):  # one that died after its last batch is no loss
                worker.pipe.send(None)
        for worker in crew:
            worker.process.join()
    except BaseException:
        for worker in crew:
            if worker.process.pid is not None:
                worker.process.kill()
        raise
    finally:
        for worker in crew:
            worker.pipe.close()
            if worker.process.pid is not None:
                worker.process.join()
                worker.process.close()


def _in_order(crew: Sequence[_Worker], batches: Sequence[Batch]) -> Iterator[Any]:
    """Hand out the batches, and yield their outcomes in order.  Raises what a worker raised."""
    waiting = deque(enumerate(batches))
    busy: dict[Connection, int] = {}
    done: dict[int, Any] = {}
    for worker in crew:
        _hand_out(waiting, worker.pipe, busy)
    for number in range(len(batches)):
        while number not in done:
            for pipe in cast("list[Connection]", wait(list(busy))):
                done[busy.pop(pipe)] = _received(pipe)
                _hand_out(waiting, pipe, busy)
        yield done.pop(number)


def _hand_out(waiting: deque[tuple[int, Batch]], pipe: Connection, busy: dict[Connection, int]) -> None:
    """Give a worker the next batch, if there is one."""
    if waiting:
        busy[pipe], batch = waiting.popleft()
        with suppress(OSError):  # a dead worker is noticed when its outcome is awaited
            pipe.send(batch)


def _received(pipe: Connection) -> Any:
    """What a worker has to say.  Raises its error, and BullwhipError if it died."""
    try:
        answer = pipe.recv()
    except (EOFError, OSError):
        raise BullwhipError(
            "workers: found that they died; call bullwhip.run under `if __name__ == '__main__':`, with rules from "
            "a module of their own, or give workers=1"
        ) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _context(job: Work[Any]) -> ForkContext | SpawnContext:
    """On Linux a fork inherits the job as it is, a rule from a notebook included; elsewhere it has to be pickled."""
    if sys.platform == "linux":
        return multiprocessing.get_context("fork")
    else:  # noqa: RET505  (so that a type checker sees it as another platform's)
        try:
            pickle.dumps(job)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise BullwhipError(
                f"workers: found a rule that cannot be sent to other processes ({error}); "
                "put its class into a module of its own, or give workers=1"
            ) from None
        return multiprocessing.get_context("spawn")


def _work(job: Work[Any], pipe: Connection, other_end: Connection) -> None:
    """In a worker: run batches until there are no more, or the parent is gone.  Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other_end.close()  # else the pipe would stay open when the parent dies
    with suppress(EOFError, OSError):
        while (batch := pipe.recv()) is not None:
            pipe.send(_answer(job, batch))


def _answer(job: Work[Any], batch: Batch) -> Any:
    """The outcome of a batch; or an error, with its traceback as a note, as tracebacks do not go through a pipe."""
    try:
        return job.run(batch)
    except Exception as error:  # noqa: BLE001  (whatever it is, the caller is to see it)
        said = "".join(traceback.format_exception(error))
        error.add_note(f"In a worker:\n{said}")
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:  # noqa: BLE001  (an error of one's own may refuse to be copied in any way)
            return BullwhipError(said)
        return error
