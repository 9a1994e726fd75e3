"""Histories: costs that are the run's, parts that are the whole's, and a limit by the memory that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents.runs import experiment
from bullwhip.network import memory
from bullwhip.network.measures import MEASURES
from bullwhip.network.record import HISTORY, NOTED

TERMS = {"stock": 20, "holding_cost": 0.5, "backlog_cost": 4, "order_cost": 7, "unit_value": 30}
DOCUMENT: dict[str, Any] = {
    "name": "Costly",
    "periods": 40,
    "warm_up": 5,
    "capital_rate": 0.01,
    "site": [
        {
            "name": "shop", "role": "retailer", **TERMS,
            "items": {
                "tea": {"rule": {"type": "s-S", "s": 15, "S": 40}, "demand": {"type": "poisson", "mean": 5}},
                "jam": {"rule": {"type": "order-up-to", "level": 30}, "demand": {"type": "poisson", "mean": 7}},
            },
        },
        {
            "name": "store", "role": "distributor", **TERMS, "rule": {"type": "order-up-to", "level": 60},
            "items": {"tea": {}, "jam": {}},
        },
    ],
    "lane": [
        {"from": "store", "to": "shop", "lead_time": 2, "holding_cost": 0.25},
        {"to": "store", "lead_time": 3, "order_delay": 1, "holding_cost": 0.125},
    ],
}  # fmt: skip
KINDS = ("cost", "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost")


@pytest.fixture(scope="module")
def whole() -> bw.Result:
    return bw.run(DOCUMENT, 70, record=True)


def test_the_columns_are_those_that_are_documented(whole: bw.Result) -> None:
    assert list(whole.history.columns) == ["period", "site", "item", "replication", *HISTORY]
    told = bw.Result.history.__doc__ or ""
    assert all(re.search(rf"\b{name}\b", told) for name in HISTORY), "help(bw.Result) names them all"
    page = (Path(__file__).parents[3] / "network" / "MEASURES.md").read_text(encoding="utf-8")
    assert all(
        f"| `{name}` | {column.unit} | {column.when} | {column.text} |" in page for name, column in HISTORY.items()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_costs_of_the_periods_counted_add_up_to_those_of_the_run(whole: bw.Result, kind: str) -> None:
    history = whole.history
    counted = history[history["period"] > 5]
    sums = counted.groupby(["site", "item"], observed=True)[kind].sum() / 70
    told = whole.table(kind)[kind]
    assert (told > 0).any()
    np.testing.assert_allclose(sums.reindex(told.index), told)


def test_costs_in_a_history_are_those_of_its_quantities(whole: bw.Result) -> None:
    """By hand, of the shop's tea."""
    h = whole.history[(whole.history["site"] == "shop") & (whole.history["item"] == "tea")]
    transit = 0.25 * h["in_transit"]
    np.testing.assert_allclose(h["in_transit_cost"], transit)
    np.testing.assert_allclose(h["holding_cost"], 0.5 * h["on_hand"] + transit)
    np.testing.assert_allclose(h["backlog_cost"], 4 * h["backlog"])
    np.testing.assert_allclose(h["order_cost"], np.where(h["order"] > 0, 7.0, 0.0))
    np.testing.assert_allclose(h["capital_cost"], 0.01 * 30 * (h["on_hand"] + h["in_transit"]))
    parts = h[["holding_cost", "backlog_cost", "order_cost", "capital_cost"]].sum(axis=1)
    np.testing.assert_allclose(h["cost"], parts)


def test_the_account_at_the_end_is_what_the_run_measures(whole: bw.Result) -> None:
    history, told = whole.history, whole.table("cash")["cash"]
    last = history[history["period"] == 40].groupby(["site", "item"], observed=True)["cash"].mean()
    assert (told < 0).any()
    np.testing.assert_allclose(last.reindex(told.index), told)


@pytest.mark.parametrize(
    ("record", "columns", "rows"),
    [
        (["order", "cost"], ["order", "cost"], "period > 0"),
        (("capital_cost",), ["capital_cost"], "period > 0"),
        ({"sites": ["store"]}, list(HISTORY), "site == 'store'"),
        ({"items": ["tea"], "columns": ["order_cost", "asked"]}, ["asked", "order_cost"], "item == 'tea'"),
        ({"periods": (11, 20)}, list(HISTORY), "11 <= period <= 20"),
        ({"periods": [40, 40], "sites": ["shop"], "columns": ["cost"]}, ["cost"], "period == 40 and site == 'shop'"),
        (
            {"periods": (11, 20), "sites": ["shop"], "columns": ["cash"]},
            ["cash"],
            "site == 'shop' and 10 < period <= 20",
        ),
        ({}, list(HISTORY), "period > 0"),
    ],
)
def test_a_part_is_that_of_the_whole(whole: bw.Result, record: Any, columns: list[str], rows: str) -> None:
    part = bw.run(DOCUMENT, 70, record=record, workers=2, chunk=64).history
    expected = whole.history.query(rows)[["period", "site", "item", "replication", *columns]]
    for name in ("site", "item"):
        expected = expected.assign(**{name: expected[name].cat.remove_unused_categories()})
    pd.testing.assert_frame_equal(part, expected.reset_index(drop=True))


def test_a_part_takes_the_memory_of_a_part() -> None:
    part = bw.run(DOCUMENT, 3, record={"columns": ["order"], "sites": ["shop"], "periods": (1, 10)})
    [record] = part.records
    assert {name: values.shape for name, values in record.columns.items()} == {"order": (10, 2, 3)}


def test_a_picture_needs_the_whole(whole: bw.Result) -> None:
    from bullwhip.agents.runs.sample import sample

    assert whole.recorded_whole
    assert sample(whole) is whole
    part = bw.run(DOCUMENT, 3, record=["order"])
    assert part.recorded
    assert not part.recorded_whole
    assert part.plot() is not None


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("no", "record: found 'no'; give True, False, a list of columns, or a table"),
        (1, "record: found 1; give True, False"),
        (["ordr"], "record, columns: found 'ordr', which is no column of a history; did you mean 'order'?"),
        ([], "record, columns: found none; give one or more"),
        ({"site": ["shop"]}, "record: found 'site', which is no part of a history; did you mean 'sites'?"),
        ({"sites": "shop"}, "record, sites: found 'shop'; give a list, such as ['shop']"),
        ({"sites": ["shp"]}, "record, sites: found 'shp', which keeps no stock; did you mean 'shop'?"),
        ({"items": ["te"]}, "record, items: found 'te', which is no item; did you mean 'tea'?"),
        ({"columns": [3]}, "record, columns: found 3, which is no name"),
        ({"periods": 3}, "record, periods: found 3; give the first and the last, such as (1, 40)"),
        ({"periods": (0, 3)}, "record, first of the periods: found 0; give a whole number, 1 or more"),
        ({"periods": (9, 3)}, "record, last of the periods: found 3; give a whole number, 9 or more"),
        ({"periods": (9, 41)}, "record, last of the periods: found 41; give a whole number, 9 to 40"),
    ],
)
def test_what_is_no_part_is_refused(record: Any, said: str) -> None:
    with pytest.raises(bw.BullwhipError, match=re.escape(said)):
        bw.run(DOCUMENT, record=record)


def test_the_limit_is_the_memory_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = len(NOTED) + len(HISTORY)
    needed = 40 * 4 * 300 * (8 * columns + 24)
    kept = 8 * 300 + 5 * len(MEASURES) * 4 * 8 * 5
    monkeypatch.setattr(experiment, "memory_left", lambda: needed + kept)
    assert len(bw.run(DOCUMENT, 300, record=True).history) == 40 * 4 * 300
    monkeypatch.setattr(experiment, "memory_left", lambda: needed + kept - 1)
    with pytest.raises(bw.BullwhipError) as caught:
        bw.run(DOCUMENT, 300, record=True)
    assert str(caught.value).startswith(
        "record: a history of 40 periods, 4 stockpoints and 300 replications takes some 16.5 MB of memory, and 16.5 MB "
        "are left; record fewer columns, sites or periods, such as record={'columns': ['order'], "
    )
    assert len(bw.run(DOCUMENT, 300, record=["order"]).history) == 40 * 4 * 300
    monkeypatch.setattr(experiment, "memory_left", lambda: 8 * 300 + 5 * 2 * 4 * 8 * 5)  # of two measures alone
    assert bw.run(DOCUMENT, 300, measures=["fill_rate"]).replications == 300
    with pytest.raises(bw.BullwhipError, match="whose measures take some"):
        bw.run(DOCUMENT, 300, measures=["fill_rate", "turns"])
    monkeypatch.setattr(experiment, "memory_left", lambda: None)
    assert bw.run(DOCUMENT, 3, record=True).recorded


def test_replications_beyond_all_memory_are_refused_at_once() -> None:
    with pytest.raises(
        bw.BullwhipError, match=r"replications: found 1,000,000,000,000, whose measures take some .* TB"
    ):
        bw.run(DOCUMENT, 10**12)


def test_the_memory_of_this_computer_is_known() -> None:
    left = memory.memory_left()
    assert left is not None
    assert 10**7 < left < 10**14


def test_a_container_has_what_its_limit_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system keeps of files there counts as used, and is given back."""
    for name, text in {
        "memory.max": "4000\n",
        "memory.current": "3500\n",
        "memory.stat": "inactive_file 250\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    monkeypatch.setattr(memory, "_GROUPS", tmp_path)
    assert memory.memory_left() == 750
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert (memory.memory_left() or 0) > 4000


def test_sizes_are_said_in_words() -> None:
    said = {0: "0 bytes", 999: "999 bytes", 1_000: "1 kB", 12_345_678: "12.3 MB", 8e12: "8 TB", 5e18: "5,000 PB"}
    assert {size: memory.size_in_words(size) for size in said} == said
