"""What pytest prints at its end: the minutes of each folder, what makes the quick tests slow, how many were skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

__all__ = ["Minutes", "beyond", "function_of", "slow_ones"]

LIST = Path(__file__).with_name("slow.txt")
FOLDERS = ("tests/bench", "tests/browser")  # whatever is in them is slow
BUDGET = 36.0  # seconds, summed over workers, that the quick tests may take on a quiet machine
FAR = 2.0  # seconds at which a test that is not listed is named: a busy machine is no reason
SHOWN = 20  # tests that are named


class Minutes:
    """Adds up what tests took, set-up and clean-up included; with several workers, in the process that prints."""

    def __init__(self, renew: bool) -> None:
        self.renew = renew
        self.folders: dict[str, float] = {}  # seconds
        self.counts: Counter[str] = Counter()  # tests
        self.tests: dict[str, float] = {}  # seconds of each test function, all its cases together

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.folders[folder] = self.folders.get(folder, 0.0) + report.duration
        if report.when == "call":
            self.counts[folder] += 1
        name = function_of(report.nodeid)
        self.tests[name] = self.tests.get(name, 0.0) + report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        terminalreporter.write_sep("=", "minutes by folder, summed over workers")
        for folder, seconds in sorted(self.folders.items(), key=lambda pair: -pair[1]):
            write(f"{seconds / 60:6.2f}  {self.counts[folder]:5d} tests  {folder}")
        write(f"{sum(self.folders.values()) / 60:6.2f}  {self.counts.total():5d} tests  in all")
        listed = slow_ones()
        far = {name: seconds for name, seconds in self.tests.items() if seconds > FAR and not listed(name)}
        if far:
            write("Long, and run by make quick (pytest --renew-slow, on a quiet machine, writes tests/slow.txt anew):")
            for name, seconds in sorted(far.items(), key=lambda pair: -pair[1])[:SHOWN]:
                write(f"{seconds:6.1f} s  {name}")
        skipped = len(terminalreporter.stats.get("skipped", []))
        write(f"Skipped: {skipped}{' (below is why)' if skipped else ''}")
        if self.renew:
            LIST.write_text("".join(f"{name}\n" for name in beyond(BUDGET, self.tests)), encoding="utf-8")
            write(f"{LIST.name} is written anew.")


def beyond(budget: float, tests: dict[str, float]) -> list[str]:
    """The longest tests: those that remain take no more than the budget.  `tests` has the seconds of each function."""
    left_out = []
    for name, seconds in sorted(tests.items(), key=lambda pair: pair[1]):
        if folder_of(name) not in FOLDERS:
            budget -= seconds
            if budget < 0:
                left_out.append(name)
    return sorted(left_out)


def slow_ones() -> Callable[[str], bool]:
    """Tells whether a test function is a slow one, which `make quick` leaves out."""
    names = frozenset(LIST.read_text(encoding="utf-8").split())
    return lambda name: name in names or folder_of(name) in FOLDERS


def function_of(nodeid: str) -> str:
    """`tests/test_docs.py::test_x` of `tests/test_docs.py::test_x[case]`."""
    return nodeid.partition("[")[0]


def folder_of(nodeid: str) -> str:
    """`tests/server` of `tests/server/game/test_log.py::test_x`, `tests` of `tests/test_docs.py::test_x`."""
    parts = PurePosixPath(nodeid.partition("::")[0]).parts[:-1]
    return "/".join(parts[:2])
