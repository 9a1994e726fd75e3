"""Turns: one at a time, and every game before another's second."""

from __future__ import annotations

import threading
import time

import pytest

from bullwhip.server.game.turns import FairTurns


def _wait_for(turns: FairTurns, number: int) -> None:
    """Wait until so many stand in line."""
    until = time.monotonic() + 30
    while sum(map(len, turns._waiting.values())) < number and time.monotonic() < until:
        time.sleep(0.001)


def test_games_take_turns_and_each_games_own_are_served_in_their_order() -> None:
    turns, served = FairTurns(), []

    def ask(game: str, number: int) -> None:
        with turns.turn(game):
            served.append((game, number))

    line = [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("c", 1), ("b", 2)]
    threads = []
    with turns.turn("x"):
        for place, asked in enumerate(line, 1):
            threads.append(threading.Thread(target=ask, args=asked))
            threads[-1].start()
            _wait_for(turns, place)
        assert served == []
    for thread in threads:
        thread.join()
    assert served == [("a", 1), ("b", 1), ("c", 1), ("a", 2), ("b", 2), ("a", 3)]


def test_one_works_at_a_time_and_an_error_hands_the_turn_on() -> None:
    turns, inside, most = FairTurns(), [0], [0]

    def work() -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.001)
        inside[0] -= 1
        raise ZeroDivisionError

    def ask(number: int) -> None:
        with pytest.raises(ZeroDivisionError), turns.turn(str(number % 3)):
            work()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    with turns.turn("after"):
        assert inside == [0]
