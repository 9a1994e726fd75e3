"""The picture of resilience: what it says, and that its lines are the services of both worlds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.outcomes.service_curves import ServiceCurves
from tests.agents.pictures.test_plots import is_drawn, words, words_of
from tests.agents.runs.test_resilience import CHAIN, poisson

NAN = float("nan")


def test_lines_are_services_by_period_where_all_begin_together(tmp_path: Path) -> None:
    """Of 5 units a day 4 are not filled on days 8 and 9."""
    picture = bw.resilience(CHAIN, 1).plot()
    is_drawn(picture, tmp_path)
    customers, shop, plant = (axes for axes in picture.get_axes() if axes.get_visible())
    calm, disrupted, onset = customers.get_lines()[:3]
    np.testing.assert_array_equal(disrupted.get_xdata(), np.arange(1, 21))
    np.testing.assert_array_equal(calm.get_ydata(), np.full(20, 100))
    np.testing.assert_allclose(np.asarray(disrupted.get_ydata(), float), [*[100] * 7, 20, 20, *[100] * 11])
    np.testing.assert_allclose(np.asarray(shop.get_lines()[1].get_ydata(), float), [*[100] * 7, 0, 0, *[100] * 11])
    np.testing.assert_array_equal(onset.get_xdata(), [5, 5])
    assert "The network's customers: survives 3 days, back after 5" in words_of(customers)
    assert "fails after 3, back after 5" in words_of(shop)
    assert "1 site never fails." in words(picture)
    assert "fails after 2, back after 4" in words_of(plant)
    assert "They change the cost by 102" in words(picture)


def test_onsets_that_differ_are_laid_over_each_other(tmp_path: Path) -> None:
    storm = {"name": "storm", "kind": "shipping", "site": "plant", "window": [3, 9], "length": 4}
    picture = bw.resilience(poisson(disruption=[storm]), 100).plot()
    is_drawn(picture, tmp_path)
    axes = picture.get_axes()[0]
    assert axes.get_xlabel() == "days from the onset"
    np.testing.assert_array_equal(axes.get_lines()[2].get_xdata(), [0, 0])
    assert "Lines are means over 64 of them." in words(picture)


def test_a_calm_scenario_and_a_single_site_are_drawn(tmp_path: Path) -> None:
    alone = {"site": CHAIN["site"][2:], "lane": CHAIN["lane"][2:], "disruption": []}
    picture = bw.resilience(CHAIN | alone, 1).plot()
    is_drawn(picture, tmp_path)
    assert "never fails" in words(picture)
    assert "the first begins" not in words(picture)
    assert len(picture.get_axes()) == 1


@pytest.mark.parametrize(
    ("onset", "at", "expected"),
    [
        ([0, 1], [-1, 0, 1, 2], [0.9, (0.1 + 0.8) / 2, (0.2 + 0.7) / 2, 0.3]),
        ([1, NAN], [-1, 0, 1], [0.1, 0.2, 0.3]),
        ([1, 1], [2, 3, 4], [0.5, 0.5, 0.5]),
        ([NAN, NAN], [2, 3, 4], [0.5, 0.5, 0.5]),
    ],
)
def test_curves_are_means_over_the_replications_that_are_there(
    onset: list[float], at: list[float], expected: list[float]
) -> None:
    """Two replications of three periods, after a warm-up of one."""
    services = np.array([[[0.1, 0.9]], [[0.2, 0.8]], [[0.3, 0.7]]])
    curves = ServiceCurves.of(np.ones_like(services), services, np.array(onset), 1)
    np.testing.assert_array_equal(curves.at, at)
    np.testing.assert_allclose(curves.disrupted[:, 0], expected)
    np.testing.assert_array_equal(curves.calm, 1)
