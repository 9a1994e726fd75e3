from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.classroom import SEATS, Load, classroom, play_class
from tests.bench.ledger import Figures, Ledger, quantile
from tests.bench.served import free_port, served


def test_a_wait_counts_from_the_last_order_of_those_who_wait_for_each_other() -> None:
    ledger = Ledger()
    ledger.sent("a", 1, 10.0)
    ledger.sent("a", 1, 12.0)
    ledger.sent("b", 1, 20.0)
    for group, at in (("a", 12.5), ("a", 14.0), ("b", 20.25)):
        ledger.seen(group, 1, at)
    assert ledger.waits() == [[0.5, 2.0], [0.25]]
    figures = Figures.of("x", seats=3, weeks=1, ledger=ledger, memory=1, busy=3, took=1)
    assert (figures.last, figures.week, figures.work) == ([2.0, 0.25], 2.0, 1.0)


def test_a_week_that_a_seat_never_got_is_an_error() -> None:
    ledger = Ledger()
    ledger.sent("a", 1, 0.0)
    ledger.seen("a", 1, 0.1)
    ledger.orders += [0.01, 0.01]
    figures = Figures.of("x", seats=2, weeks=1, ledger=ledger, memory=1, busy=1, took=1)
    assert dict(figures.errors) == {"a week that a seat never got": 1}
    assert not figures.holds
    ledger.seen("a", 1, 0.2)
    assert Figures.of("x", seats=2, weeks=1, ledger=ledger, memory=1, busy=1, took=1).holds


def test_a_quantile_of_few_values_is_one_of_them_and_not_below_the_share() -> None:
    assert quantile([1.0, 2.0, 3.0], 0.99) == 3.0
    assert quantile([1.0, 2.0, 3.0], 0.5) == 2.0


def test_a_small_class_plays_to_its_end_on_a_server_of_its_own(tmp_path: Path) -> None:
    load, ledger = Load(teams=2, weeks=3, think=0.1, pace="own"), Ledger()

    async def run() -> list[dict[int, dict[str, float]]]:
        port = free_port()
        async with served(classroom(tmp_path, port), port, tmp_path) as server, AsyncExitStack() as stack:
            players = await play_class(server.url, load, ledger, stack)
            assert server.process.poll() is None
        assert server.process.poll() is not None
        return [player.acknowledged for player in players]

    acknowledged = asyncio.run(asyncio.wait_for(run(), 300))
    assert [sorted(orders) for orders in acknowledged] == [[1, 2, 3]] * (2 * SEATS)
    figures = Figures.of("x", load.seats, load.weeks, ledger, 1, 1, 1)
    assert not figures.errors
    assert len(figures.last) == load.weeks * load.teams
