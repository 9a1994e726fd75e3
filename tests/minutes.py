"""What pytest prints at its end: the minutes of each folder, how many tests were skipped, who makes the quick ones slow."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

import pytest

__all__ = ["LONG", "Minutes"]

LONG = 3.0  # seconds; a test that takes longer is marked `slow`, or it keeps people from running the quick ones
SHOWN = 20  # tests that are named


class Minutes:
    """Adds up what tests took, set-up and clean-up included; with several workers, in the process that prints."""

    def __init__(self) -> None:
        self.folders: Counter[str] = Counter()  # seconds
        self.tests: Counter[str] = Counter()  # seconds of those that are not marked slow
        self.counts: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.folders[folder] += report.duration
        self.counts[folder] += report.when == "call"
        if "slow" not in report.keywords and report.when == "call":
            self.tests[report.nodeid] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        terminalreporter.write_sep("=", "minutes by folder, summed over workers")
        for folder, seconds in self.folders.most_common():
            write(f"{seconds / 60:6.2f}  {self.counts[folder]:5d} tests  {folder}")
        write(f"{self.folders.total() / 60:6.2f}  {self.counts.total():5d} tests  in all")
        long = [(name, seconds) for name, seconds in self.tests.most_common(SHOWN) if seconds > LONG]
        if long:
            write(f"More than {LONG:g} s and not marked slow (make quick runs them, on a quiet machine they should not):")
            for name, seconds in long:
                write(f"{seconds:6.1f} s  {name}")
        skipped = terminalreporter.stats.get("skipped", [])
        write(f"Skipped: {len(skipped)}" + (" (why: below)" if skipped else ""))


def folder_of(nodeid: str) -> str:
    """`tests/server/game/test_log.py::test_x` is in `tests/server`, `tests/test_docs.py::test_x` in `tests`."""
    parts = PurePosixPath(nodeid.partition("::")[0]).parts[:-1]
    return "/".join(parts[:2])
