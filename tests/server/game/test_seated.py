"""Shipped scenarios without seats, as they are played."""

from __future__ import annotations

import pytest

import bullwhip as bw
from bullwhip.network.errors import ScenarioError
from bullwhip.network.scenario import shipped
from bullwhip.server.game.scenarios import playable, rehearse, scenario_for
from bullwhip.server.game.seated import WEEKS, as_played
from bullwhip.server.game.settings import Settings


def test_every_shipped_scenario_is_offered_but_the_largest() -> None:
    assert set(shipped()) - set(playable()) == {"gift-shop"}
    with pytest.raises(ScenarioError, match="120 items at sites"):
        scenario_for(Settings(scenario="gift-shop"), rehearse)


def test_one_with_seats_is_played_as_it_is() -> None:
    assert as_played("beer-game") is None
    assert playable()["two-shops"].document() == bw.load("two-shops").document()


def test_one_without_gets_a_seat_at_every_site_and_orders_that_travel() -> None:
    played, shop = playable()["dual-sourcing"], bw.load("dual-sourcing")
    assert [site.name for site in played.site if site.person] == ["shop"]
    assert {lane.source: lane.order_delay for lane in played.lane} == {"near": 1, "far": 1}
    assert (played.periods, played.warm_up) == (WEEKS, 0)
    assert played.sites["shop"].rule == shop.sites["shop"].rule
    assert [lane.lead_time for lane in played.lane] == [lane.lead_time for lane in shop.lane]
    assert played.about.endswith(
        "As a game it lasts 36 periods, all of which count. Orders travel for a period there, where they take no time "
        "in a run."
    )
    assert scenario_for(Settings(scenario="dual-sourcing", weeks=50), rehearse).periods == 50


def test_delays_and_lengths_that_will_do_stay() -> None:
    played, board = playable()["beer-game-1989"], bw.load("beer-game-1989")
    assert played.lane == board.lane
    assert (played.periods, played.about) == (board.periods, board.about.strip())
