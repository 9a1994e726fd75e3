"""Long work beside the server: what takes more than a few milliseconds is done in a process of its own.

A process is started when it is first needed and ends with the server.  It talks by lines of JSON on its standard
streams: that works the same under threads and under gevent, on every system, and holds nobody's loop.  Games of one,
which anybody may make, have a process of their own, to which the system gives what others leave: however many they are,
a class does not wait for them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.turns import FairTurns

__all__ = ["Jobs", "TooLong"]

LIMIT = 60.0  # seconds that a job may take
START = 180.0  # seconds that the process may take to be ready: kernels may have to be compiled anew
KEPT = 400  # answers
NICE = 10  # for how little of the processor a process asks that yields to all others; 19 is the least
BELOW_NORMAL = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # the same on Windows
MOST_ALONE = 50  # questions of who plays alone that may wait


class TooLong(BullwhipError):
    """A job took longer than it may, or its process broke off."""


class Jobs:
    """Does jobs one after another, and remembers their answers.  Safe to be called from many threads.

    A job may take `limit` seconds; `remedy` says what to do about one that takes longer.
    """

    def __init__(self, limit: float = LIMIT, remedy: str = "try again with fewer weeks") -> None:
        self.limit = limit
        self.remedy = remedy
        self._of_classes, self._alone = _Line(low=False), _Line(low=True)

    def run(
        self, name: str, key: Hashable, given: Callable[[], Mapping[str, Any]], game: str = "", alone: bool = False
    ) -> Any:
        """The answer of a job (work.py lists them) to what it is given; `key` says when two answers are the same.

        `given` is only asked where the answer is not known.  Where many ask, each `game` has its turn; `alone` is one
        of who plays alone.  Raises BullwhipError with what the job refused, or when it takes too long, and Refusal
        when too many who play alone are waiting.
        """
        line = self._alone if alone else self._of_classes
        return line.run(name, key, given, game, self.limit, self.remedy)

    def stop(self) -> None:
        """End the processes; who waits for an answer is refused."""
        for line in (self._of_classes, self._alone):
            line.end()


class _Line:
    """A line of jobs, the process that does them, and what came out; `low` yields to everybody else."""

    def __init__(self, low: bool) -> None:
        self.process: subprocess.Popen[str] | None = None
        self._low = low
        self._turns = FairTurns()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def run(
        self, name: str, key: Hashable, given: Callable[[], Mapping[str, Any]], game: str, limit: float, remedy: str
    ) -> Any:
        place = (name, key)
        if place in self._answers:
            return self._answers[place]
        if self._low and self._turns.waiting() >= MOST_ALONE:
            raise Refusal("too-many", "many who play alone are waiting for this now; try again in a moment")
        with self._turns.turn(game):
            if place in self._answers:  # somebody else asked the same
                self._answers.move_to_end(place)
                return self._answers[place]
            answer = self._ask({"job": name, "given": dict(given())}, limit, remedy)
            self._answers[place] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
            return answer

    def end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # it has something to say that nobody will hear
                    continue

    def _ask(self, question: dict[str, Any], limit: float, remedy: str) -> Any:
        line = _answer_of(self._started(), question, limit)
        if not line:
            self.end()
            raise TooLong(f"{question['job']}: this took too long, or broke off; {remedy}")
        told = json.loads(line)
        if "refused" in told:
            raise BullwhipError(told["refused"])
        return told["answer"]

    def _started(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bullwhip.server.game.work"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                creationflags=BELOW_NORMAL if self._low else 0,
            )
            if self._low and sys.platform != "win32":
                os.setpriority(os.PRIO_PROCESS, self.process.pid, NICE)
            if not _answer_of(self.process, {"job": "ready", "given": {}}, START):
                self.end()
                raise BullwhipError("the process beside the server did not start; look at what it wrote to the log")
        return self.process


def _answer_of(process: subprocess.Popen[str], question: dict[str, Any], limit: float) -> str:
    """The line that answers a question; empty where it took longer than so many seconds, or the process broke off."""
    watch = threading.Timer(limit, process.kill)
    watch.daemon = True
    watch.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):  # its streams broke, or were closed
        return ""
    finally:
        watch.cancel()
