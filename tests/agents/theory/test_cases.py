"""Every figure of the literature that a formula or an algorithm gives, at its own tolerance."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.cases.checks import Check, as_table
from tests.cases.figures import BENCHMARK_TRACE, CENSUS, case, case_ids
from tests.cases.formulas import formula_checks

# These are about records and runs: the measures' and the game's tests have them.
WITHOUT_FORMULA = {"E14", "F01"}
WITH_FORMULA = [name for name in (long.split("_")[0] for long in case_ids()) if name not in WITHOUT_FORMULA]


@cache
def checks() -> list[Check]:
    return list(formula_checks())


@pytest.mark.parametrize("name", WITH_FORMULA)
def test_a_case_is_met(name: str) -> None:
    own = [check for check in checks() if check.case == name]
    assert own
    assert not [check for check in own if not check.passed]


def test_every_case_says_where_it_comes_from() -> None:
    assert len(case_ids()) == len(set(case_ids())) == 60
    for name in case_ids():
        assert set(case(name)) == {
            "id", "title", "source", "model", "inputs", "expected", "tolerance", "number_provenance",
        }  # fmt: skip
        assert case(name)["source"]


def test_a_case_is_found_by_its_short_name_and_a_wrong_name_says_what_there_is() -> None:
    assert case("F01") == case("F01_sterman_benchmark")
    with pytest.raises(KeyError, match="no case 'Z99'; there are A01_newsvendor_normal"):
        case("Z99")


def test_a_caller_cannot_spoil_a_case_for_others() -> None:
    case("A01")["expected"]["S"] = 0
    assert case("A01")["expected"]["S"] > 56


def test_the_benchmark_trace_costs_what_the_case_says() -> None:
    header, *rows = (line.split(",") for line in BENCHMARK_TRACE.read_text(encoding="utf-8").split())
    column = {name: [float(row[at]) for row in rows] for at, name in enumerate(header)}
    found = [0.5 * sum(column[f"inventory_{seat}"]) + sum(column[f"backlog_{seat}"]) for seat in "RWDF"]
    assert found == case("F01")["expected"]["cost_RWDF"]
    assert len(rows) == 36


def test_the_census_has_every_month() -> None:
    assert len(CENSUS.read_text(encoding="utf-8").split()) == 1 + 332


def test_a_figure_out_of_tolerance_is_told() -> None:
    good, bad = Check("A", "x", 100.0, 100.4, relative=0.005), Check("A", "y", 100.0, float("nan"), absolute=9.0)
    assert good.passed
    assert not bad.passed
    assert not Check("A", "z", 1.0, 1.0 + 1e-12).passed
    assert [check.tolerance for check in (good, bad)] == ["0.005 relative", "9"]
    assert re.findall(r"ok|FAILED", as_table([good, bad])) == ["ok", "FAILED"]
