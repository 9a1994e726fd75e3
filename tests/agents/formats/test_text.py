"""Numbers and tables in a terminal."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.formats.text import WIDTH, amount, columns_of, lay_out, measure_name, shorten, unit_name


@pytest.mark.parametrize(
    ("mean", "half", "text"),
    [
        (64.3712, 0.0211, "64.37 ± 0.02"),
        (763.61, 0.39, "763.6 ± 0.4"),
        (763.61, 0.014, "763.610 ± 0.014"),
        (763.61, 0.0096, "763.610 ± 0.010"),
        (62_913.0, 289.0, "62,900 ± 300"),
        (62_913.0, 0.289, "62,913.0 ± 0.3"),
        (-1_230.0, 41.0, "-1,230 ± 40"),
        (0.0, 0.02, "0.00 ± 0.02"),
        (-0.0004, 0.02, "0.00 ± 0.02"),
        (9.6, 12.0, "10 ± 12"),
        (3.2e9, 2e7, "3.2e+09 ± 2e+07"),
    ],
)
def test_a_figure_with_half_its_interval(mean: float, half: float, text: str) -> None:
    assert amount(mean, mean - half, mean + half) == text


@pytest.mark.parametrize(
    ("mean", "text"),
    [
        (204.0, "204"), (0.0, "0"), (1_234_567.0, "1,234,567"), (74.8333, "74.83"), (0.591912, "0.5919"),
        (2693.7, "2,694"), (0.00012345, "0.0001234"), (1.25e-7, "1.25e-07"), (1.25e12, "1.25e+12"),
        (math.nan, "-"), (-3.5, "-3.500"),
    ],
)  # fmt: skip
def test_a_figure_without_an_interval(mean: float, text: str) -> None:
    assert amount(mean) == text
    assert amount(mean, mean, mean) == text  # an interval of no width is none


def test_a_share_is_told_in_percent() -> None:
    assert amount(0.99945, 0.99935, 0.99955, share=True) == "99.945 ± 0.010"


@pytest.mark.parametrize(
    ("mean", "low", "high", "text"),
    [
        (0.9994, 0.9986, 0.9998, "99.94 -0.08 +0.04"),
        (0.9994, 0.9966, 1.0, "99.94 -0.28 +0.06"),
        (0.25, 0.0, 2.0, "0.2 -0.2 +1.8"),
        (0.98, 0.9755, 0.9841, "98.0 ± 0.4"),
    ],
)
def test_a_lopsided_interval_is_told_by_both_sides(mean: float, low: float, high: float, text: str) -> None:
    assert amount(mean, low, high, share=mean != 0.25) == text


def test_what_replications_cannot_tell_is_said() -> None:
    assert amount(1.0, share=True, unknown=True) == "100 ± ?"
    assert amount(204.0, 204.0, 204.0, unknown=True) == "204"  # certain
    assert amount(math.nan, unknown=True) == "-"


def test_rounding_errors_are_no_interval() -> None:
    assert amount(1.0, 1.0 - 1e-12, 1.0 + 1e-12) == "1"


@given(st.floats(-1e15, 1e15), st.floats(0, 1e15))
def test_every_figure_can_be_told(mean: float, half: float) -> None:
    assert len(amount(mean, mean - half, mean + half)) <= 26


def test_a_table_fits() -> None:
    rows = [("a very long name of a site, far too long for anybody", "1", "22", "333")] * 3
    text, dropped = lay_out(("site", "x", "y", "z"), rows)
    assert dropped == 0
    assert {columns_of(line) for line in text.splitlines()[1:]} == {len("  " + rows[0][0] + "  1  22  333")}
    text, dropped = lay_out(("site", *"uvwxyz"), [("name " * 20, *["1,234.5 ± 67.8"] * 6)])
    assert dropped == 2
    assert max(columns_of(line) for line in text.splitlines()) <= WIDTH
    assert "name name nam…" in text


def test_names_of_any_script_line_up() -> None:
    text, _ = lay_out(("site", "cost"), [("供应链", "12"), ("cafe\u0301", "3"), ("two\nlines\x1b[31m", "4")])
    assert {columns_of(line) for line in text.splitlines()} == {columns_of(text.splitlines()[0])}
    assert "\x1b" not in text
    assert len(text.splitlines()) == 4


def test_shortened_texts_fit() -> None:
    assert shorten("供应链供应链", 6) == "供应…"
    assert shorten("short", 6) == "short"


def test_units_are_told_in_the_scenarios_own_words() -> None:
    assert [unit_name(unit, "week") for unit in ("money per period", "share", "ratio", "periods", "units")] == [
        "money per week", "%", "", "weeks", "units",
    ]  # fmt: skip
    assert measure_name("fill_rate") == "fill rate"


def test_names_that_are_cut_stay_apart() -> None:
    names = [f"Branch office of the northern district no. {number}" for number in range(12)]
    text, _ = lay_out(["site", "item", "cost"], [[name, "tea", "1"] for name in names], names=2, width=40)
    shown = [line[:30].strip() for line in text.splitlines()[1:]]
    assert len(set(shown)) == len(names)
    assert all(name.split()[-1] in line for name, line in zip(names, shown, strict=True))
    assert all(columns_of(line) <= 40 for line in text.splitlines())
