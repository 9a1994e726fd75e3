"""Which tests `make quick` leaves out, and what is printed of a run's minutes."""

from __future__ import annotations

from pathlib import Path

from tests.minutes import LIST, beyond, folder_of, function_of, slow_ones

ROOT = Path(__file__).parents[1]


def test_every_slow_test_exists() -> None:
    names = LIST.read_text(encoding="utf-8").split()
    assert names == sorted(set(names))
    gone = []
    for name in names:
        file, _, test = name.partition("::")
        path = ROOT / file
        if not path.exists() or f"def {test}(" not in path.read_text(encoding="utf-8"):
            gone.append(name)
    assert gone == [], "strike them out of tests/slow.txt, or run pytest --renew-slow on a quiet machine"


def test_all_cases_of_a_test_are_slow_together_and_the_browser_always_is() -> None:
    is_slow = slow_ones()
    assert is_slow(LIST.read_text(encoding="utf-8").split()[0])
    assert is_slow("tests/browser/test_new.py::test_x")
    assert not is_slow("tests/test_minutes.py::test_x")
    assert function_of("tests/a.py::test_x[b::c-[d]]") == function_of("tests/a.py::test_x") == "tests/a.py::test_x"


def test_the_longest_tests_are_left_out_until_the_others_fit_the_budget() -> None:
    seconds = {
        "tests/a.py::long": 5.0,
        "tests/a.py::short": 1.0,
        "tests/b.py::middle": 2.0,
        "tests/browser/c.py::x": 0.1,
    }
    assert beyond(8.0, seconds) == []
    assert beyond(3.0, seconds) == ["tests/a.py::long"]
    assert beyond(2.9, seconds) == ["tests/a.py::long", "tests/b.py::middle"]


def test_a_room_is_a_folder_of_the_tests() -> None:
    assert folder_of("tests/server/game/test_log.py::test_x") == "tests/server"
    assert folder_of("tests/test_docs.py::test_x[a/b]") == "tests"
