"""The progress bar."""

import io
import sys
import time

import pytest

from bullwhip.server import progress as bars


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_without_a_terminal_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with bars.progress(10) as done:
        assert done is None


def test_a_long_run_has_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(bars, "PATIENCE", 0.0)
    monkeypatch.setenv("COLUMNS", "80")
    with bars.progress(4) as done:
        assert done is not None
        for _ in range(4):
            time.sleep(0.12)  # a bar is drawn ten times a second at most
            done(1)
    assert "50%" in terminal.getvalue()
    assert "node-periods" in terminal.getvalue()
    assert terminal.getvalue().rpartition("\r")[0].rpartition("\r")[2].strip() == ""


def test_a_short_run_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(bars, "PATIENCE", 600.0)  # shorter than that, on any machine
    with bars.progress(4) as done:
        assert done is not None
        done(4)
    assert "%" not in terminal.getvalue()


def test_long_silence_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(bars, "COMPILING", 0.01)
    said = "Compiling the engine (only the first time) ..."
    until = time.monotonic() + 120
    with bars.progress(4):
        while said not in terminal.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
    assert said in terminal.getvalue()
