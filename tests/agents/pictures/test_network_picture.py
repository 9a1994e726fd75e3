"""Pictures of networks: what they show, and that all words can be read.  Looks are for people to judge."""

from __future__ import annotations

import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import FancyBboxPatch, Patch, Polygon
from matplotlib.text import Text

import bullwhip as bw
from bullwhip.agents.pictures import style
from bullwhip.agents.pictures.network_graph import Edge, Graph, Node, graph_of
from bullwhip.agents.pictures.network_picture import picture_of
from bullwhip.agents.pictures.network_plan import PicturePlan
from tests.agents.pictures.test_legible import LONG, named
from tests.agents.pictures.test_plots import many_items, words

TERMS: dict[str, Any] = {"stock": 9, "rule": "pass-on"}
SOLD = TERMS | {"demand": {"type": "poisson", "mean": 3}}


def network(stores: int, shops: int, items: int = 1) -> bw.Scenario:
    """Shops, each with stores of its own for each item, which one supplier supplies."""
    kept = [f"item {k}" for k in range(items)]
    sites: list[dict[str, Any]] = [{"name": "maker", "role": "supplier"}]
    sites += [{"name": f"store {k}", "role": "distributor", "items": dict.fromkeys(kept, TERMS)} for k in range(stores)]
    sites += [{"name": f"shop {k}", "role": "retailer", "items": dict.fromkeys(kept, SOLD)} for k in range(shops)]
    lanes: list[dict[str, Any]] = [
        {"from": "maker", "to": f"store {k}", "lead_time": k % 5 + 1, "order_delay": k % 2} for k in range(stores)
    ]
    lanes += [
        {"from": f"store {(k + 7 * at) % stores}", "to": f"shop {k}", "item": item, "lead_time": k % 9 + 1}
        for k in range(shops)
        for at, item in enumerate(kept)
    ]
    return bw.load({"name": "Network", "period": "day", "periods": 9, "site": sites, "lane": lanes})


def crossed() -> bw.Scenario:
    """Two sites that supply each other, with another item each."""
    sites = [{"name": name, "role": "distributor", "items": {"tea": SOLD, "jam": SOLD}} for name in ("north", "south")]
    lanes = [
        {"to": "north", "item": "tea", "lead_time": 4},
        {"from": "north", "to": "south", "item": "tea", "lead_time": 1, "order_delay": 1},
        {"to": "south", "item": "jam", "lead_time": 3},
        {"from": "south", "to": "north", "item": "jam", "lead_time": 2, "order_delay": 1},
    ]
    return bw.load({"name": "Crossed", "periods": 9, "site": sites, "lane": lanes})


def plant() -> bw.Scenario:
    """A plant that makes cars, with steel from two suppliers, of which one takes a random time."""
    items = {"steel": TERMS | {"sourcing": "random"}, "wheel": TERMS, "car": SOLD}
    sites = [
        {"name": "plant", "role": "manufacturer", "items": items},
        {"name": "near", "role": "supplier"},
        {"name": "far", "role": "supplier"},
    ]
    lanes = [
        {"from": "near", "to": "plant", "item": "steel", "lead_time": 1},
        {"from": "far", "to": "plant", "item": "steel", "lead_time": {"type": "empirical", "values": [3, 8]}},
        {"from": "far", "to": "plant", "item": "wheel", "lead_time": 4},
        {"to": "plant", "item": "car", "recipe": {"steel": 2, "wheel": 4}, "lead_time": 2, "order_delay": 1},
    ]
    return bw.load({"name": "Plant", "periods": 9, "site": sites, "lane": lanes})


PICTURES: dict[str, Callable[[], bw.Scenario]] = {
    **{name: (lambda name=name: bw.load(name)) for name in bw.scenarios()},  # type: ignore[misc]
    "a hundred sites": lambda: network(12, 87),
    "a hundred sites, three items": lambda: network(20, 79, 3),
    "three hundred sites": lambda: network(30, 269),
    "long names": lambda: named(8, LONG),
    "Chinese names": lambda: named(4, "供应链 {}"),
    "names with dollars": lambda: named(4, "a $b$ c^{} "),
    "many items": lambda: many_items(60),
    "sites that supply each other": crossed,
    "recipes": plant,
}


@pytest.fixture(scope="module", params=list(PICTURES))
def drawn(request: pytest.FixtureRequest) -> tuple[bw.Scenario, Figure]:
    scenario = PICTURES[request.param]()
    picture = bw.draw(scenario)
    with warnings.catch_warnings():  # letters that the font lacks
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        FigureCanvasAgg(picture).draw()  # type: ignore[no-untyped-call]
    return scenario, picture


def texts(picture: Figure) -> list[Text]:
    found: list[Any] = picture.findobj(Text)
    return [text for text in found if text.get_text().strip() and text.get_visible()]


def boxes(picture: Figure) -> list[Patch]:
    """The boxes of the sites."""
    found: list[Any] = picture.findobj(lambda part: isinstance(part, Patch) and part.get_zorder() == 3)
    return found


def test_no_word_is_on_another_or_cut_off(drawn: tuple[bw.Scenario, Figure]) -> None:
    _, picture = drawn
    extents = [(text.get_text(), text.get_window_extent()) for text in texts(picture)]
    for text, box in extents:
        assert box.x0 >= 0, text
        assert box.x1 <= picture.bbox.x1, text
        assert box.y0 >= 0, text
        assert box.y1 <= picture.bbox.y1, text
    left, low, right, high = np.array([box.extents for _, box in extents]).T
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    along = np.minimum.outer(high, high) - np.maximum.outer(low, low)
    touching = np.triu((across > 1) & (along > 2), 1)
    assert not touching.any(), [(extents[one][0], extents[other][0]) for one, other in np.argwhere(touching)]


def test_every_name_is_in_a_box_of_its_own(drawn: tuple[bw.Scenario, Figure]) -> None:
    scenario, picture = drawn
    plan = PicturePlan.of(graph_of(scenario))
    assert set(plan.boxes) == set(scenario.sites)
    names = [told[0] for told in plan.words.values()]
    assert len(set(names)) == len(names)
    assert set(names) <= {text.get_text() for text in texts(picture)}
    x, y, wide, high = np.array([(box.x, box.y, box.width, box.height) for box in plan.boxes.values()]).T
    apart = abs(np.subtract.outer(x, x)) >= np.add.outer(wide, wide) / 2
    apart |= abs(np.subtract.outer(y, y)) >= high
    assert apart[np.triu_indices(len(x), 1)].all()
    extents = [patch.get_window_extent() for patch in boxes(picture)]
    for text in texts(picture):
        if text.get_zorder() == 4:
            word = text.get_window_extent()
            assert any(box.x0 <= word.x0 and word.x1 <= box.x1 for box in extents), text


def test_what_is_written_at_a_lane_is_on_no_box_and_on_no_other_lane(drawn: tuple[bw.Scenario, Figure]) -> None:
    scenario, picture = drawn
    plan = PicturePlan.of(graph_of(scenario))
    labels = {text.get_position(): text for text in texts(picture)}
    at_lanes = {ends: labels[place].get_window_extent() for ends, place in plan.labels.items()}
    extents = [patch.get_window_extent() for patch in boxes(picture)]
    to_pixels = picture.axes[0].transData
    points = {ends: to_pixels.transform(line.points) for ends, line in plan.lines.items()}
    every = np.concatenate(list(points.values()))
    for ends, label in at_lanes.items():
        assert not label.count_overlaps(extents), ends
        inner = label.shrunk(0.9, 0.7)
        assert inner.count_contains(every) == inner.count_contains(points[ends]), ends


def test_what_there_is_no_room_for_is_said(drawn: tuple[bw.Scenario, Figure]) -> None:
    scenario, picture = drawn
    plan = PicturePlan.of(graph_of(scenario))
    said = words(picture).replace("\n", " ")
    left_out = len(plan.lines) - len(plan.labels)
    if plan.common:
        assert "Every lane has the same lead time" in said
    elif left_out == len(plan.lines):
        assert "There is no room for lead times" in said
    else:
        assert (f"there is no room at {left_out:,} of {len(plan.lines):,} lines" in said) == (left_out > 0)


def test_roles_are_told_without_colours() -> None:
    forms = set()
    for role in ("supplier", "manufacturer", "distributor", "retailer"):
        picture = picture_of(Graph((Node("a", role, ("item",), False),), (), 0), "One", "week")
        form = boxes(picture)[0]
        forms.add(len(form.get_xy()) if isinstance(form, Polygon) else isinstance(form, FancyBboxPatch))
    assert len(forms) == 4


def test_lanes_say_their_lead_times_and_items() -> None:
    assert graph_of(bw.load("beer-game")).words() == {
        ("wholesaler", "retailer"): "2 + 2",
        ("distributor", "wholesaler"): "2 + 2",
        ("factory", "distributor"): "2 + 2",
        (None, "factory"): "2 + 1",
    }
    assert graph_of(crossed()).words() == {
        (None, "north"): "tea: 4",
        ("north", "south"): "tea: 1 + 1",
        (None, "south"): "jam: 3",
        ("south", "north"): "jam: 2 + 1",
    }
    gifts = graph_of(bw.load("gift-shop"))
    assert gifts.words()["supplier-01", "warehouse"] == "42\u2013124"  # its five items are told in its box
    assert gifts.words()["warehouse", "shop"] == "1 + 1"
    kept = tuple("abcde")
    nodes = Node("x", "supplier", kept, False), Node("y", "retailer", kept, True)
    some = tuple(Edge("x", "y", item, lead, delay) for item, lead, delay in (("a", 1, 0), ("b", 5, 2), ("b", 3, 0)))
    assert Graph(nodes, some, 3).words() == {("x", "y"): "2 items, 3 lanes: 1\u20135 + 0\u20132"}


def test_customers_outside_and_goods_without_end_are_marked() -> None:
    shop = graph_of(bw.load("corner-shop"))
    found = {(node.site, node.customers, node.unlimited) for node in shop.nodes}
    assert found == {("maker", False, True), ("shop", True, False)}
    assert {edge.kind for edge in shop.edges} == {"transport"}
    assert "goods without end" in words(bw.draw("corner-shop"))
    beer = words(bw.draw("beer-game"))
    assert "from outside, without end" in beer
    assert "customers" in beer
    assert "goods without end" not in beer


def test_recipes_and_random_lead_times_are_told() -> None:
    graph = graph_of(plant())
    assert {edge.kind for edge in graph.edges} == {"transport", "recipe"}
    assert graph.made() == {"plant": "makes car: 2 + 1"}
    assert graph.words() == {("near", "plant"): "1", ("far", "plant"): "~4\u20135.5"}
    said = words(bw.draw(plant())).replace("\n", " ")
    assert "makes car: 2 + 1" in said
    assert "~: the mean, where it is random" in said
    assert "outside" not in said


def test_capacities_and_recipes_are_told() -> None:
    settings = {"site.plant.capacity": 7, "lane.near>plant.capacity": 1200, "lane.>plant.capacity": 4.5}
    limited = plant().with_(settings)
    assert graph_of(limited).words() == {("near", "plant"): "1, \u2264 1,200", ("far", "plant"): "~4\u20135.5"}
    said = words(bw.draw(limited)).replace("\n", " ")
    for told in ("makes car: 2 + 1, \u2264 4.5", "of 2 steel, 4 wheel", "capacity 7", "\u2264: capacity, in units"):
        assert told in said
    assert "capacity" not in words(bw.draw(plant()))


@pytest.mark.parametrize("scenario", [plant(), crossed(), bw.load("gift-shop"), bw.load("battery")], ids=repr)
def test_lanes_are_counted_as_everywhere(scenario: bw.Scenario) -> None:
    assert f", {len(scenario.lane):,} lanes, " in words(bw.draw(scenario))
    assert f"{len(scenario.lane):,} lanes" in repr(scenario)


def test_one_of_two_lanes_of_a_cycle_leads_back() -> None:
    plan = PicturePlan.of(graph_of(crossed()))
    assert len(plan.back) == 1
    assert plan.back < {("north", "south"), ("south", "north")}


def test_a_picture_is_written_as_svg_or_png(tmp_path: Path) -> None:
    bw.draw("beer-game", tmp_path / "new" / "beer.svg")
    assert ET.parse(tmp_path / "new" / "beer.svg").getroot().tag.endswith("svg")
    bw.draw("beer-game", tmp_path / "beer.PNG")
    assert imread(tmp_path / "beer.PNG").shape[1] > 1000
    with pytest.raises(bw.BullwhipError, match=r"out: found '.*beer\.gif'; give one that ends in \.svg or \.png"):
        bw.draw("beer-game", tmp_path / "beer.gif")
    assert not (tmp_path / "beer.gif").exists()


def test_a_picture_of_a_very_large_network_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "MOST_PIXELS", 1e6)
    large = style.Picture("Large", (), (40.0, 10.0))
    large.set_layout_engine("none")
    style.write_file(large, tmp_path / "large.png")
    height, width, _ = imread(tmp_path / "large.png").shape
    assert 0.95e6 < width * height <= 1e6


def test_a_scenario_without_sites_is_refused() -> None:
    with pytest.raises(bw.BullwhipError):
        bw.draw({"name": "None", "periods": 3})
