"""Where the sites of a network's picture stand: in columns, apart, with lines to the right that hardly cross."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.pictures.layers import TRUNK, layered

SITES = [f"s{k}" for k in range(12)]
arcs_of_sites = st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(SITES)), max_size=40)


@given(arcs_of_sites, st.integers(1, 5))
def test_nothing_touches_and_no_column_is_too_full(arcs: list[tuple[str, str]], most: int) -> None:
    layout = layered(SITES, arcs, most)
    assert Counter(site for column in layout.columns for site in column) == Counter(SITES)
    assert max(map(len, layout.columns)) <= most
    standing: dict[int, list[tuple[float, float]]] = {}
    for (_, passes), (column, y) in layout.place.items():
        standing.setdefault(column, []).append((y, 1.0 if passes < 0 else TRUNK))
    for places in standing.values():
        for (above, size), (below, other) in pairwise(sorted(places)):
            assert below - above >= (size + other) / 2 - 1e-9
        assert min(y - size / 2 for y, size in places) >= -1e-9
        assert max(y + size / 2 for y, size in places) <= layout.height + 1e-9
    assert layout == layered(SITES, arcs, most)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_lines_lead_to_the_right(seeds: list[int]) -> None:
    arcs = [(f"s{seed % at}", f"s{at}") for at, seed in enumerate(seeds, 1)]
    layout = layered([f"s{k}" for k in range(len(arcs) + 1)], arcs, 3)
    for source, target in arcs:
        columns = [column for column, _ in layout.way(source, target)]
        assert columns == list(range(columns[0], columns[-1] + 1))
        assert len(columns) > 1


def crossings(arcs: list[tuple[str, str]], most: int = 100) -> int:
    layout = layered(sorted({site for arc in arcs for site in arc}), arcs, most)
    pieces = {piece for arc in arcs for piece in pairwise(layout.way(*arc))}
    return sum(
        (a[1] - c[1]) * (b[1] - d[1]) < 0 for a, b in pieces for c, d in pieces if (a, b) < (c, d) and a[0] == c[0]
    )


@pytest.mark.parametrize("most", [100, 4])
def test_lines_of_a_tree_do_not_cross(most: int) -> None:
    tree = [(f"{k // 3:02}", f"{k + 1:02}") for k in range(39)]  # three below each
    scattered = sorted(tree, key=lambda arc: hash(arc[1]) % 97)
    assert crossings(scattered, most) == 0


def test_a_site_stands_before_all_that_it_supplies() -> None:
    layout = layered(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")], 9)
    assert [set(column) for column in layout.columns] == [{"a"}, {"b", "d"}, {"c"}]
    assert len(layout.way("a", "c")) == 3  # past b


def test_a_cycle_has_a_line_that_leads_back() -> None:
    layout = layered(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")], 9)
    assert layout.columns == (("a",), ("b",), ("c",))
    assert layout.way("c", "a") == [layout.place["c", -1], layout.place["a", -1]]


def test_a_fuller_column_is_made_several_of_neighbours() -> None:
    shops = [f"shop {k}" for k in range(10)]
    layout = layered(["store", *shops], [("store", shop) for shop in shops], 4)
    assert [len(column) for column in layout.columns] == [1, 4, 3, 3]
    assert ("store", 2) in layout.place  # one line for all that are further on
    assert len(layout.place) == 11 + 2
