"""Pictures: that they exist, say what they leave out, and show the right figures.  Looks are for people to judge."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import imread

import bullwhip as bw
from bullwhip.agents.pictures import curves
from bullwhip.agents.pictures.legible import plain
from bullwhip.agents.pictures.run_picture import overview
from bullwhip.agents.pictures.style import apart, figure_text, write
from bullwhip.agents.rules import OrderUpTo, PassOn
from bullwhip.agents.runs.sample import sample


def chain(stages: int, **settings: Any) -> bw.Scenario:
    """A chain from the customers up; each stage orders what it was asked for."""
    sites = [
        {"name": f"stage {k}", "role": "distributor", "stock": 30, "holding_cost": 1.0, "rule": "pass-on"}
        for k in range(1, stages + 1)
    ]
    sites[0] |= {"role": "retailer", "backlog_cost": 5.0, "demand": {"type": "poisson", "mean": 10}}
    lanes = [{"from": f"stage {k + 1}", "to": f"stage {k}", "lead_time": 2} for k in range(1, stages)]
    lanes.append({"to": f"stage {stages}", "lead_time": 2})
    return bw.load({"name": "Chain", "period": "day", "periods": 30, "site": sites, "lane": lanes} | settings)


def many_items(items: int) -> bw.Scenario:
    terms = {"stock": 20, "rule": {"type": "order-up-to", "level": 40}}
    asked = {"demand": {"type": "poisson", "mean": 5}}
    sites = [
        {"name": "shop", "role": "retailer", "items": {f"item {k}": terms | asked for k in range(items)}},
        {"name": "store", "role": "distributor", "items": {f"item {k}": terms for k in range(items)}},
    ]
    lanes = [{"from": "store", "to": "shop", "lead_time": 2}, {"to": "store", "lead_time": 4}]
    return bw.load({"name": "Items", "period": "week", "periods": 25, "site": sites, "lane": lanes})


def words(picture: Figure) -> str:
    """Everything that is written in a picture."""
    from matplotlib.text import Text

    found: list[Any] = picture.findobj(Text)
    return "\n".join(text.get_text() for text in found)


def words_of(axes: Axes) -> str:
    """Everything that is written in one part of a picture."""
    from matplotlib.text import Text

    found: list[Any] = axes.findobj(Text)
    return "\n".join(text.get_text() for text in found)


def is_drawn(picture: Figure, folder: Path) -> None:
    """Both files are there, of a projector's size, with something in them."""
    png, svg = write(picture, folder, "picture")
    pixels = imread(png)
    assert pixels.shape[:2] == (1080, 1920)
    assert pixels[..., :3].std() > 0.05
    assert ET.parse(svg).getroot().tag.endswith("svg")


@pytest.mark.parametrize("stages", [1, 3, 8, 40])
def test_a_chain_of_any_length(stages: int, tmp_path: Path) -> None:
    picture = bw.run(chain(stages), record=True).plot()
    is_drawn(picture, tmp_path)
    said = words(picture)
    assert "units per day" in said
    assert "variance of orders / of customers' demand" in said
    assert "customers' demand" in said
    assert f"stage {stages}" in said
    assert ("8 of the 40 steps from the customers up" in said) == (stages == 40)
    assert ("10 of 40 sites" in said) == (stages == 40)


def test_items_are_summed_and_it_says_so(tmp_path: Path) -> None:
    picture = bw.run(many_items(60), replications=12, record=True).plot()
    is_drawn(picture, tmp_path)
    said = words(picture)
    assert "the items of a site are summed" in said
    assert "median of 12 replications; bands: the middle 80% of them" in said
    assert "bar: median of the stockpoints" in said.replace("\n", " ")


def test_sites_side_by_side_are_summed(tmp_path: Path) -> None:
    shops = [
        {"name": f"shop {k}", "role": "retailer", "rule": "pass-on", "demand": {"type": "poisson", "mean": 4}}
        for k in range(25)
    ]
    store = {"name": "store", "role": "distributor", "stock": 300, "rule": "pass-on"}
    lanes: list[dict[str, Any]] = [{"from": "store", "to": f"shop {k}", "lead_time": 1} for k in range(25)]
    scenario = bw.load(
        {"name": "Tree", "periods": 20, "site": [*shops, store], "lane": [*lanes, {"to": "store", "lead_time": 2}]}
    )
    result = bw.run(scenario, record=True)
    retailers, above = curves.groups(result, 8)
    assert (retailers.name, retailers.sites, above.name) == ("25 retailers", 25, "store")
    history = result.history[result.history["site"] != "store"].groupby("period", observed=True)["order"].sum()
    np.testing.assert_allclose(curves.total(result, "order", retailers.rows)[:, 0], history)
    np.testing.assert_allclose(
        curves.customers_demand(result, [f"shop {k}" for k in range(25)] + ["store"])[:, 0], history
    )
    is_drawn(result.plot(), tmp_path)
    assert "sites equally far from the customers are summed" in words(result.plot())


def side_by_side(*stages: int) -> bw.Scenario:
    """Chains that have nothing to do with each other, the sites of the first at the end of the file."""
    document: dict[str, Any] = {"name": "Chains", "periods": 30, "site": [], "lane": []}
    for letter, count in reversed(list(zip("abcd", stages, strict=False))):
        one = chain(count).document()
        document["site"] += [{**site, "name": f"{letter} {site['name']}"} for site in one["site"]]
        for lane in one["lane"]:
            ends = {end: f"{letter} {lane[end]}" for end in ("from", "to", "source", "target") if lane.get(end)}
            document["lane"].append({**lane, **ends})
    return bw.load(document)


def test_chains_are_what_nothing_connects() -> None:
    result = bw.run(side_by_side(3, 1, 2), record=True)
    assert curves.chains(result) == [["c stage 1", "c stage 2"], ["b stage 1"], ["a stage 1", "a stage 2", "a stage 3"]]
    history = result.history
    for letter in "abc":
        sites = [site for found in curves.chains(result) for site in found if site.startswith(letter)]
        bought = history[history["site"] == f"{letter} stage 1"]["asked"]
        np.testing.assert_array_equal(curves.customers_demand(result, sites)[:, 0], bought)
    assert curves.chains(bw.run(many_items(3), record=True)) == [["shop", "store"]]  # the items share the sites


def test_two_chains_are_drawn_apart_each_with_its_own_customers(tmp_path: Path) -> None:
    result = bw.run(side_by_side(3, 2), record=True)
    picture = result.plot()
    is_drawn(picture, tmp_path)
    lines = [axes for axes in picture.findobj(Axes) if "customers\n= " in words_of(axes)]
    assert len(lines) == 2
    for axes, letter in zip(lines, "ba", strict=True):
        assert {part for part in words_of(axes).split() if part in "ab"} == {letter}
        bought = result.history[result.history["site"] == f"{letter} stage 1"]["asked"]
        np.testing.assert_array_equal(np.asarray(axes.get_lines()[0].get_ydata()), bought)
    assert lines[0].get_ylim() == lines[1].get_ylim()


def test_of_more_chains_the_demand_is_summed_and_it_says_so(tmp_path: Path) -> None:
    picture = bw.run(side_by_side(3, 1, 2), record=True).plot()
    is_drawn(picture, tmp_path)
    assert "demand of all customers" in words(picture)
    assert "demand of all customers" not in words(bw.run(chain(3), record=True).plot())


def test_lines_that_would_hide_each_other_are_one() -> None:
    said = words(bw.run(chain(3), record=True).plot())
    assert "customers' demand\n= stage 1\n= stage 2\n= stage 3" in said
    other = bw.load(chain(3).document(), {"site.stage 2.rule": '{ type = "order-up-to", level = 40 }'})
    said = words(bw.run(other, record=True).plot())
    assert "customers' demand\n= stage 1" in said
    assert "= stage 1\n= stage 2" not in said


def test_a_warm_up_that_swings_far_does_not_flatten_the_rest() -> None:
    far = {"site.stage 1.stock": "5000", "site.stage 1.rule": '{ type = "order-up-to", level = 40 }'}
    picture = bw.run(bw.load(chain(1, periods=900, warm_up=700).document(), far), record=True).plot()
    assert "some of the warm-up is cut off" in words(picture)
    assert min(axes.get_ylim()[1] for axes in picture.axes) < 100
    assert "cut off" not in words(bw.run(chain(1, warm_up=5), record=True).plot())


def test_a_long_run_is_thinned_and_it_says_so(tmp_path: Path) -> None:
    picture = bw.run(chain(3, periods=10_000, warm_up=100), record=True).plot()
    is_drawn(picture, tmp_path)
    said = words(picture)
    assert "a point stands for 63 days (mean, least and most)" in said
    assert "days 9,901 to 10,000" in said
    assert "the first 100 (up to the dotted line) are not counted" in said


def test_thinning_keeps_the_extremes() -> None:
    values = np.arange(1_001.0)[:, None]
    thinned = curves.curve(values)
    assert thinned.line.size <= curves.POINTS
    assert thinned.block == 7
    assert (thinned.low[0], thinned.high[-1]) == (0.0, 1_000.0)
    assert (thinned.at[0], thinned.line[0]) == (4.0, 3.0)


def test_the_band_holds_the_middle_of_the_replications() -> None:
    values = np.tile(np.arange(101.0), (5, 1))
    band = curves.curve(values)
    np.testing.assert_allclose((band.low[0], band.line[0], band.high[0]), (10.0, 50.0, 90.0))
    assert band.block == 1


def test_without_a_history_there_are_bars(tmp_path: Path) -> None:
    picture = bw.run(chain(3), replications=20).plot()
    is_drawn(picture, tmp_path)
    assert "no history was recorded" in words(picture)


def test_a_sample_is_the_first_replications_of_the_run() -> None:
    result = bw.run(chain(2), replications=200, seed=5)
    history = sample(result)
    assert history is not None
    np.testing.assert_array_equal(history.costs, result.costs[:64])
    assert "the first 64 of 200 replications" in words(overview(result, history))
    recorded = bw.run(chain(2), record=True)
    assert sample(recorded) is recorded


def test_what_does_not_fit_into_memory_is_not_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    result = bw.run(chain(2), replications=200)
    monkeypatch.setattr("bullwhip.agents.runs.sample.RECORDED", 60 * 5)
    history = sample(result)
    assert history is not None
    assert history.replications == 1  # five would make no band
    monkeypatch.setattr("bullwhip.agents.runs.sample.RECORDED", 59)
    assert sample(result) is None


def test_demand_that_does_not_vary_has_no_bullwhip(tmp_path: Path) -> None:
    scenario = chain(2)
    certain = bw.load(scenario.document(), {"site.stage 1.demand": '{ type = "constant", value = 4 }'})
    picture = bw.run(certain, replications=15, record=True).plot()
    is_drawn(picture, tmp_path)
    assert "not defined: demand does not vary" in words(picture)


def test_any_name_can_be_drawn(tmp_path: Path) -> None:
    document = chain(3).document()
    document["name"] = "$x$ and \n 供应链 " + "long " * 30
    for number, name in enumerate(["$\\frac{1}{0}$", "供应链", "_hidden & <b>"]):
        old = f"stage {number + 1}"
        document["site"][number]["name"] = name
        for lane in document["lane"]:
            lane.update({end: name for end in ("source", "target", "from", "to") if lane.get(end) == old})
    scenario = bw.load(document)
    is_drawn(bw.run(scenario, record=True).plot(), tmp_path)
    is_drawn(bw.compare(scenario, {"$a$": PassOn(), "_b": OrderUpTo(level=40)}, replications=2).plot(), tmp_path)


@pytest.mark.parametrize("replications", [1, 30])
def test_a_comparison(replications: int, tmp_path: Path) -> None:
    rules = {f"level {level}": OrderUpTo(level=level) for level in range(30, 38)}
    picture = bw.compare(chain(3), rules, replications=replications).plot()
    is_drawn(picture, tmp_path)
    said = words(picture)
    assert "Compared with level 30; the first 6 of 8 rules." in said
    assert "level 35" in said
    assert "level 36" not in said
    assert ("paired by replication" in said) == (replications > 1)
    assert ("one replication: no interval" in said) == (replications == 1)


def test_a_notebook_shows_a_picture_by_itself() -> None:
    picture: Any = bw.run(chain(1), record=True).plot()
    assert picture._repr_png_().startswith(b"\x89PNG")


def test_figures_beside_bars_have_three_digits() -> None:
    assert [figure_text(x) for x in (0.0, 0.99999, 1.234, 25.78, 82.56, 238.4, 12_345.0, -2.5)] == [
        "0", "1.00", "1.23", "25.8", "82.6", "238", "12,300", "-2.50",
    ]  # fmt: skip
    assert figure_text(float("nan")) == "unknown"


def test_labels_are_pushed_apart_in_their_order() -> None:
    sizes = np.array([0.1, 0.3, 0.1, 0.1])
    places = apart(np.array([0.5, 0.5, 0.51, 0.98]), sizes)
    assert (np.diff(places) >= (sizes[1:] + sizes[:-1]) / 2 - 1e-12).all()
    assert places.max() <= 1.0
    np.testing.assert_allclose(apart(np.array([0.9, 0.1]), sizes[:2]), [0.9, 0.1])


def test_names_are_shortened() -> None:
    assert plain("a" * 30, 10) == "a" * 9 + "…"
    assert plain("two\nlines") == "two lines"
