"""The faults that mutate.py plants are in today's text, and so are the tests that should find them."""

from __future__ import annotations

from tests.bench.mutate import ROOT, read


def test_every_fault_can_be_planted() -> None:
    assert [f"{fault.file}: {fault.at}" for fault in read([]) if fault.is_stale(ROOT)] == []


def test_every_test_is_there() -> None:
    named = {test for fault in read([]) for test in fault.tests}
    missing = []
    for test in sorted(named):
        path, _, name = test.partition("::")
        file = ROOT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            missing.append(test)
    assert missing == []
