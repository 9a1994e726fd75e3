"""The one thread that writes: jobs one after another, orders many at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

__all__ = ["Writer"]

Item = TypeVar("Item")
Answer = TypeVar("Answer")
MOST = 200  # items in one group: a group's transaction should take some tens of milliseconds at most


@dataclass(frozen=True)
class _Job:
    work: Callable[[], Any]
    answer: Future[Any] = field(default_factory=Future)


@dataclass(frozen=True)
class _Item(Generic[Item]):
    item: Item
    answer: Future[Any] = field(default_factory=Future)


class Writer(Generic[Item]):
    """Does jobs in the order in which they come, in a thread of its own.

    Items that wait at the same time are handed to `group` together; it gives each one's answer, or the exception
    to be raised where that item was given in.  `afterwards` is then called with the items; nobody waits for it.
    """

    def __init__(
        self,
        group: Callable[[Sequence[Item]], Sequence[Any]],
        afterwards: Callable[[Sequence[Item]], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._group = group
        self._afterwards = afterwards
        self._failed = failed
        self._waiting: queue.SimpleQueue[_Job | _Item[Item] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="bullwhip-writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], Answer]) -> Answer:
        """Do a job, and wait for what it gives or raises."""
        if threading.current_thread() is self._thread:
            return work()
        job = _Job(work)
        self._waiting.put(job)
        answer: Answer = job.answer.result()
        return answer

    def add(self, item: Item) -> Any:
        """Hand in an item, and wait for its answer."""
        waiting = _Item(item)
        self._waiting.put(waiting)
        return waiting.answer.result()

    def stop(self) -> None:
        """Do what is waiting, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        held: _Job | _Item[Item] | None = None
        while True:
            first = held or self._waiting.get()
            held = None
            if first is None:
                return
            if isinstance(first, _Job):
                self._do(first)
                continue
            group = [first]
            while len(group) < MOST and held is None:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if isinstance(more, _Item):
                    group.append(more)
                elif more is None:
                    self._waiting.put(None)
                    break
                else:
                    held = more
            self._do_together(group)

    def _do(self, job: _Job) -> None:
        try:
            answer = job.work()
        except BaseException as error:  # noqa: BLE001  (it is raised where the job was given in)
            job.answer.set_exception(error)
        else:
            job.answer.set_result(answer)

    def _do_together(self, group: Sequence[_Item[Item]]) -> None:
        items = [waiting.item for waiting in group]
        try:
            answers = self._group(items)
        except BaseException as error:  # noqa: BLE001
            for waiting in group:
                waiting.answer.set_exception(error)
            return
        for waiting, answer in zip(group, answers, strict=True):
            if isinstance(answer, BaseException):
                waiting.answer.set_exception(answer)
            else:
                waiting.answer.set_result(answer)
        try:
            self._afterwards(items)
        except Exception as error:  # noqa: BLE001  (nobody waits for it: it is tried again with the next tick)
            self._failed(error)
