"""Whatever a file holds, it is read or refused with faults: never anything else."""

import string
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bullwhip.network.demand import DEMANDS
from bullwhip.network.errors import Fault
from bullwhip.network.scenario import Lane, Scenario, Share, Site, faults, read
from bullwhip.network.scenario.cycles import cycles
from bullwhip.network.scenario.explain import keys_of
from tests.network.scenario.files import SHOP, write

WORDS = [
    *[key for model in (Scenario, Site, Lane, Share, *DEMANDS.values()) for key in keys_of(model)],
    *DEMANDS,
    *("sites", "lanes", "recipes", "shop", "maker", "retailer", "supplier", "pass-on", "all", "a.csv", "*", ""),
]
KEYS = st.sampled_from(WORDS) | st.text(max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | KEYS | st.just(10**400) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(["shop", "maker", "depot", "a.b", "shopp"])
SITES = st.fixed_dictionaries(
    {"name": NAMES | VALUES, "role": st.sampled_from(["supplier", "retailer"]) | VALUES},
    optional={
        "rule": st.just("pass-on") | VALUES,
        "stock": st.integers(0, 9) | VALUES,
        "items": st.dictionaries(st.sampled_from(["tea", "milk"]), st.just({}) | VALUES) | VALUES,
        "demand": st.just({"type": "poisson", "mean": 2}) | VALUES,
        "backlog": st.integers(0, 1),
        "person": st.booleans(),
    },
)
LANES = st.fixed_dictionaries(
    {"to": NAMES | VALUES, "lead_time": st.integers(1, 3) | VALUES},
    optional={"from": NAMES | VALUES, "item": st.sampled_from(["tea", "milk"]) | VALUES, "order_delay": VALUES},
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5) | st.fixed_dictionaries(
    {"name": st.just("x"), "periods": st.just(9) | VALUES},
    optional={
        "site": st.lists(SITES | VALUES, max_size=5),
        "lane": st.lists(LANES | VALUES, max_size=5),
        "share": VALUES,
        "sites": st.just("a.csv"),
        "lanes": st.just("a.csv"),
        "demand": st.just("a.csv"),
        "whole_units": st.booleans(),
    },
)
PATHS = st.lists(KEYS, max_size=5).map(".".join) | st.sampled_from(
    ["site.*.stock", "site.shop.rule.level", "lane.*.lead_time", "lane.maker>*.item", "site.a.b.demand.1.mean"]
)


def judge(found: list[Fault]) -> None:
    assert all(str(fault) for fault in found)
    assert len(set(found)) == len(found)


@given(DOCUMENTS, st.dictionaries(PATHS, st.text(max_size=5) | st.just("{ type = 'last' }"), max_size=3))
def test_a_document_is_read_or_refused(document: dict[str, Any], settings: dict[str, str]) -> None:
    found = faults(document, settings=settings)
    judge(found)
    if not found:
        scenario = read(document, settings=settings)
        assert Scenario.of(scenario.document()) == scenario
        stocked = {(point.site, point.item) for point in scenario.stockpoints()}
        assert stocked == {(lane.target, lane.item) for lane in scenario.lanes_by_item()}


@given(st.data())
def test_a_file_with_a_slip_is_read_or_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SHOP)))
    cut = data.draw(st.integers(0, 3))
    letters = data.draw(st.text(string.printable, max_size=2))
    with tempfile.TemporaryDirectory() as folder:
        judge(faults(write(Path(folder), SHOP[:at] + letters + SHOP[at + cut :])))


@given(st.binary(max_size=30), st.sampled_from(["sites", "lanes", "demand"]), st.booleans())
def test_a_table_of_anything_is_read_or_refused(content: bytes, table: str, headed: bool) -> None:
    heads = {"sites": b"name,role,item,stock", "lanes": b"to,lead_time,in_transit", "demand": b"site,type,item"}
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), f'{table} = "a.csv"\n{SHOP}')
        (Path(folder) / "a.csv").write_bytes(heads[table] + b"\n" + content if headed else content)
        judge(faults(path))


@given(st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3), max_size=8))
def test_cycles_are_found_if_and_only_if_there_are_any(graph: dict[int, list[int]]) -> None:
    found = list(cycles(graph))
    for cycle in found:
        assert all(b in graph[a] for a, b in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
    left = {node: set(to) for node, to in graph.items()}
    while ends := [node for node, to in left.items() if not to & left.keys()]:
        for node in ends:
            del left[node]
    assert bool(found) == bool(left)
