"""What pytest prints at its end: the minutes of each folder, what makes the quick tests slow, how many were skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

__all__ = ["Minutes", "function_of", "slow_ones"]

LIST = Path(__file__).with_name("slow.txt")
FOLDERS = ("tests/bench", "tests/browser")  # whatever is in them is slow
LONG = 0.5  # seconds that a test may take, on a quiet machine, and be run by `make quick`
FAR = 4.0  # times LONG, at which a test is named: a busy machine is no reason
SHOWN = 20  # tests that are named


class Minutes:
    """Adds up what tests took, set-up and clean-up included; with several workers, in the process that prints."""

    def __init__(self, renew: bool) -> None:
        self.renew = renew
        self.folders: dict[str, float] = {}  # seconds
        self.counts: Counter[str] = Counter()  # tests
        self.calls: dict[str, float] = {}  # seconds of each test function: of its longest case, without set-up

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.folders[folder] = self.folders.get(folder, 0.0) + report.duration
        if report.when == "call":
            self.counts[folder] += 1
            name = function_of(report.nodeid)
            self.calls[name] = max(report.duration, self.calls.get(name, 0.0))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        terminalreporter.write_sep("=", "minutes by folder, summed over workers")
        for folder, seconds in sorted(self.folders.items(), key=lambda pair: -pair[1]):
            write(f"{seconds / 60:6.2f}  {self.counts[folder]:5d} tests  {folder}")
        write(f"{sum(self.folders.values()) / 60:6.2f}  {self.counts.total():5d} tests  in all")
        listed = slow_ones()
        far = {name: seconds for name, seconds in self.calls.items() if seconds > FAR * LONG and not listed(name)}
        if far:
            write("Long, and run by make quick (pytest --renew-slow, on a quiet machine, writes tests/slow.txt anew):")
            for name, seconds in sorted(far.items(), key=lambda pair: -pair[1])[:SHOWN]:
                write(f"{seconds:6.1f} s  {name}")
        skipped = len(terminalreporter.stats.get("skipped", []))
        write(f"Skipped: {skipped}{' (below is why)' if skipped else ''}")
        if self.renew:
            names = sorted(name for name, seconds in self.calls.items() if seconds > LONG)
            LIST.write_text("".join(f"{name}\n" for name in names if folder_of(name) not in FOLDERS), encoding="utf-8")
            write(f"{LIST.name} is written anew.")


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
