"""That the words of a picture can be read: nothing cut off, nothing on top of something else, names that stay apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import bullwhip as bw
from bullwhip.agents.pictures import curves
from bullwhip.agents.pictures.legible import names_apart, plain
from tests.agents.pictures.test_plots import chain, words

LONG = "A rather long name of a depot, number {}, near the river"


def named(stages: int, name: str, **settings: Any) -> bw.Scenario:
    """A chain with other names."""
    document = chain(stages, **settings).document()
    new = {site["name"]: name.format(k) for k, site in enumerate(document["site"], 1)}
    for site in document["site"]:
        site["name"] = new[site["name"]]
    for lane in document["lane"]:
        lane.update({end: new[lane[end]] for end in ("from", "to", "source", "target") if lane.get(end)})
    return bw.load(document)


def tree(shops: int, bad: frozenset[int]) -> bw.Scenario:
    """Shops with enough stock and (bad) with hardly any, and their store."""
    sites: list[dict[str, Any]] = [
        {
            "name": f"shop {k}",
            "role": "retailer",
            "stock": 12,
            "backlog_cost": 5,
            "rule": {"type": "order-up-to", "level": 4 if k in bad else 16},
            "demand": {"type": "poisson", "mean": 4},
        }
        for k in range(shops)
    ]
    sites.append({"name": "store", "role": "distributor", "stock": 20 * shops, "rule": "pass-on"})
    lanes: list[dict[str, Any]] = [{"from": "store", "to": f"shop {k}", "lead_time": 1} for k in range(shops)]
    return bw.load({"name": "Tree", "periods": 40, "site": sites, "lane": [*lanes, {"to": "store", "lead_time": 1}]})


def compared(names: str, stages: int) -> Figure:
    rules: dict[str, Any] = {names.format(k): {"type": "order-up-to", "level": 500 * k} for k in range(1, 7)}
    return bw.compare(named(stages, "Depot no. {} of the northern region", periods=60), rules, 8).plot()


PICTURES: dict[str, Callable[[], Figure]] = {
    "a short chain": lambda: bw.run(chain(3), record=True).plot(),
    "long names": lambda: bw.run(named(8, LONG), record=True).plot(),
    "many sites with long names": lambda: bw.run(named(30, LONG, periods=1500), record=True).plot(),
    "no history": lambda: bw.run(named(30, LONG), 20).plot(),
    "sites in trouble": lambda: bw.run(tree(40, frozenset({7, 23})), 20, record=True).plot(),
    "rules": lambda: compared("rule {}", 3),
    "rules with long names and large figures": lambda: compared("my own way to order, version {}, of spring", 12),
}


@pytest.fixture(scope="module", params=list(PICTURES))
def picture(request: pytest.FixtureRequest) -> Figure:
    made = PICTURES[request.param]()
    FigureCanvasAgg(made).draw()  # type: ignore[no-untyped-call]
    return made


def axes_of(figure: Figure) -> list[Axes]:
    found: list[Any] = figure.findobj(Axes)
    return [axes for axes in found if axes.get_visible()]


def shown(artists: Any) -> Iterator[Text]:
    for text in artists:
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip():
            yield text


def beyond_the_ends(axes: Axes) -> Iterator[Text]:
    """Labels of ticks outside an axis, which are not drawn."""
    for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        for tick in axis.get_major_ticks():
            if not min(ends) <= tick.get_loc() <= max(ends):
                yield from (tick.label1, tick.label2)


def test_nothing_is_cut_off(picture: Figure) -> None:
    edge = picture.bbox
    hidden = [text for axes in axes_of(picture) for text in beyond_the_ends(axes)]
    for text in shown(picture.findobj(Text)):
        if text in hidden or (text.axes is not None and not text.axes.get_visible()):
            continue
        box = text.get_window_extent()
        assert box.x0 >= edge.x0 - 1, text.get_text()
        assert box.x1 <= edge.x1 + 1, text.get_text()
        assert box.y0 >= edge.y0 - 1, text.get_text()
        assert box.y1 <= edge.y1 + 1, text.get_text()


def test_ticks_do_not_touch(picture: Figure) -> None:
    for axes in axes_of(picture):
        low, high = sorted(axes.get_xlim())
        ticks = [tick.label1 for tick in axes.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
        boxes = sorted((box.x0, box.x1) for box in (text.get_window_extent() for text in shown(ticks)))
        turned = any(text.get_rotation() for text in ticks)
        assert turned or all(before[1] < after[0] for before, after in pairwise(boxes)), axes.get_title("left")


def test_titles_do_not_run_into_each_other(picture: Figure) -> None:
    every = axes_of(picture)
    titles = [text for axes in every for text in shown(axes.get_children()) if text not in axes.texts]
    for one, other in combinations(titles, 2):
        assert not one.get_window_extent().overlaps(other.get_window_extent()), one.get_text()


def test_bars_and_lines_of_different_sites_have_different_names(picture: Figure) -> None:
    for axes in axes_of(picture):
        names = [text.get_text() for text in shown(axes.get_yticklabels())]
        if not any(name[0].isdigit() for name in names):
            assert len(set(names)) == len(names)


def test_sites_in_trouble_are_drawn_among_many_others() -> None:
    result = bw.run(tree(40, frozenset({7, 23})), 20, record=True)
    assert sorted(curves.troubled(result)) == ["shop 23", "shop 7"]
    found = curves.groups(result, 8)
    assert [group.name for group in found] == ["38 other retailers", "shop 7", "shop 23", "store"]
    assert sum(group.sites for group in found) == 41
    said = words(result.plot())
    assert "38 other retailers" in said
    assert "who owes most stands alone" in said
    calm = bw.run(tree(40, frozenset()), 20, record=True)
    assert curves.troubled(calm) == []
    assert "stands alone" not in words(calm.plot())


def test_a_site_in_trouble_is_among_the_steps_of_a_long_chain() -> None:
    document = chain(40).document()
    for site in document["site"][:20]:
        site["stock"] = 200
    document["site"][20]["stock"] = 0
    result = bw.run(bw.load(document), record=True)
    assert curves.troubled(result) == ["stage 21"]
    assert "stage 21" in [group.name for group in curves.groups(result, 8)]
    assert len(curves.groups(result, 8)) == 8


def test_names_are_cut_where_they_are_alike() -> None:
    names = [LONG.format(k) for k in range(1, 13)]
    short = names_apart(names, 24)
    assert len(set(short)) == 12
    assert all(len(name) <= 24 for name in short)
    assert short[0] == "A rather… 1, near the r…"
    assert names_apart(["shop", "store"], 24) == ["shop", "store"]
    assert names_apart(["a $hop"], 24) == [r"a \$hop"]


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=6), st.integers(8, 30))
def test_short_names_are_never_longer_and_one_name_stays_itself(names: list[str], most: int) -> None:
    for name, short in zip(names, names_apart(names, most), strict=True):
        assert len(short.replace(r"\$", "$")) <= most
        if names.count(name) == len(names):
            assert short == plain(name, most)
