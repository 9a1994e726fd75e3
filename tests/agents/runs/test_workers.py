"""Runs that several processes share."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.rules import OrderUpTo
from bullwhip.agents.runs.batch import Batch, Job
from bullwhip.agents.runs.experiment import _IN_CACHE, batches_of
from bullwhip.agents.runs.workers import run_batches
from bullwhip.network.measures import MEASURES

# Three workers whose batches never end, and their parent, who says who they are.
ORPHANS = """
import multiprocessing, threading, time
import bullwhip as bw

def tell():
    while len(multiprocessing.active_children()) < 3:
        time.sleep(0.05)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)

threading.Thread(target=tell).start()
bw.run(bw.load("corner-shop"), 10_000_000, periods=500, workers=3, chunk=64)
"""


@dataclass(frozen=True)
class Broken(bw.Rule):
    """Orders nonsense from the third period on."""

    def order(self, view: bw.View) -> Any:
        return view.asked if view.period < 3 else float("nan")


class Peculiar(bw.BullwhipError):
    """An error that cannot be made again from its message."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


@dataclass(frozen=True)
class Raises(bw.Rule):
    """Raises something of its own."""

    error: Exception

    def order(self, view: bw.View) -> Any:
        raise self.error


@dataclass(frozen=True)
class Dies(bw.Rule):
    """Ends its process without a word."""

    def order(self, view: bw.View) -> Any:
        os._exit(3)


@dataclass(frozen=True)
class Slow(bw.Rule):
    """Is quick with the first replications, and takes minutes over the others."""

    def start(self, view: bw.View) -> dict[str, Any]:
        first = view._engine.state.numbers[0]
        return {"pause": np.full(view.shape, 0.0 if first == 0 else 60.0)}

    def order(self, view: bw.View) -> Any:
        time.sleep(view.memory["pause"][0, 0])
        return view.asked


@contextmanager
def nothing_left(*besides: BaseProcess) -> Iterator[None]:
    """No process is there after it that was not there before."""
    before = {process.pid for process in multiprocessing.active_children()}
    yield
    left = {process.pid for process in multiprocessing.active_children()} - before
    assert left == {process.pid for process in besides}


def lives(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_the_figures_do_not_depend_on_how_the_work_is_shared() -> None:
    scenario = bw.load("corner-shop")
    alone = bw.run(scenario, 500, periods=60)
    for workers, chunk in ((2, None), (3, 64), (2, 128)):
        shared = bw.run(scenario, 500, periods=60, workers=workers, chunk=chunk)
        assert shared.as_dict() == alone.as_dict()
        np.testing.assert_array_equal(shared.costs, alone.costs)
    recorded = bw.run(scenario, 130, periods=40, workers=2, record=True).history
    assert recorded.equals(bw.run(scenario, 130, periods=40, record=True).history)


def run_with_workers(job: int) -> float:
    return float(bw.run(bw.load("corner-shop"), 300, periods=40, seed=job, workers=2, chunk=64).costs.sum())


def test_a_process_that_may_have_no_workers_does_the_work_itself() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.map(run_with_workers, [1, 2])
    assert found == [run_with_workers(job) for job in (1, 2)]


def test_progress_is_told_whoever_works() -> None:
    scenario = bw.load("corner-shop")
    for workers in (1, 2):
        done: list[int] = []
        bw.run(scenario, 300, periods=50, workers=workers, chunk=64, progress=done.append)
        assert sum(done) == 300 * 50


def test_an_error_in_a_worker_is_the_error_of_the_run() -> None:
    with nothing_left(), pytest.raises(bw.RuleError, match="rule Broken of shop") as raised:
        bw.run(bw.load("corner-shop"), 300, workers=2, chunk=64, rules={"shop": Broken()})
    assert "In a worker:" in raised.value.__notes__[0]


def test_what_a_worker_cannot_send_is_told_all_the_same() -> None:
    with nothing_left(), pytest.raises(bw.BullwhipError, match="Peculiar"):
        bw.run(bw.load("corner-shop"), 300, workers=2, chunk=64, rules={"shop": Raises(Peculiar("one", "two"))})


def test_a_worker_that_dies_is_told_and_the_others_are_ended() -> None:
    with nothing_left(), pytest.raises(bw.BullwhipError, match="workers: found that they died"):
        bw.run(bw.load("corner-shop"), 300, workers=2, chunk=64, rules={"shop": Dies()})


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_goes_wrong_the_workers_are_gone_and_nobody_else(error: type[BaseException]) -> None:
    """The first outcome comes at once, and the others would take minutes."""
    bystander = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,))

    def go_wrong(work: int) -> None:
        del work
        bystander.start()  # while the workers are busy, as another thread might
        raise error

    try:
        with nothing_left(bystander), pytest.raises(error):
            bw.run(bw.load("corner-shop"), 300, workers=3, chunk=64, rules={"shop": Slow()}, progress=go_wrong)
        assert bystander.is_alive()
    finally:
        bystander.kill()
        bystander.join()


def test_a_caller_who_wants_no_more_is_left_with_nothing() -> None:
    scenario = bw.load("corner-shop")
    job = Job(lay_out(scenario, rules={"shop": Slow()}), 40, 30, tuple(MEASURES.values()), None)
    with nothing_left():
        outcomes = run_batches(job, [Batch(first, 64) for first in range(0, 320, 64)], 2, None)
        assert next(outcomes).costs.size == 64
        assert len(multiprocessing.active_children()) >= 2
        outcomes.close()  # type: ignore[attr-defined]


def test_a_worker_leaves_when_its_parent_is_gone(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(workers) == 3
        parent.kill()
    deadline = time.monotonic() + 60
    while any(lives(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in workers if lives(pid)] == []


def test_without_forks_the_workers_begin_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.agents.runs.workers.sys.platform", "darwin")
    scenario = bw.load("corner-shop")
    rules = {"shop": OrderUpTo(level=40)}
    shared = bw.run(scenario, 130, periods=40, workers=2, rules=rules)
    assert shared.as_dict() == bw.run(scenario, 130, periods=40, rules=rules).as_dict()

    @dataclass(frozen=True)
    class Local(bw.Rule):
        def order(self, view: bw.View) -> Any:
            return view.asked

    with pytest.raises(bw.BullwhipError, match="put its class into a module of its own, or give workers=1"):
        bw.run(scenario, 130, periods=40, workers=2, rules={"shop": Local()})


@pytest.mark.parametrize(
    ("replications", "rows", "workers"), [(50_000, 4, 2), (50_000, 40, 3), (129, 4, 2), (4096, 40, 1), (700, 90_000, 2)]
)
def test_batches_are_alike_for_all_workers(replications: int, rows: int, workers: int) -> None:
    numbers = 19 * rows  # of a chain, where every measure is taken
    batches = list(batches_of(replications, numbers, workers, None))
    assert [batch.first for batch in batches] == [k * batches[0].count for k in range(len(batches))]
    assert sum(batch.count for batch in batches) == replications
    turns = -(-len(batches) // workers) * batches[0].count  # of the one who has most to do
    assert turns <= max(1.1 * replications / workers, replications / workers + 64)
    assert batches[0].count * numbers <= max(1.1 * _IN_CACHE, 64 * numbers)
