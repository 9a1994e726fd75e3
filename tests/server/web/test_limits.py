"""Limits: each for whom it counts, none by which somebody else can be locked out."""

from __future__ import annotations

import heapq
import itertools
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bullwhip.server.game.refusal import Refusal
from bullwhip.server.web.limits import AT_ONCE, RULES, Limits, network_of
from bullwhip.server.web.routes import routes_of
from tests.server.web.conftest import Open
from tests.server.web.rooms import Web

SCHOOL, ELSEWHERE = "198.51.100.7", "203.0.113.9"  # addresses


class Hours:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hours(web: Web) -> Hours:
    clock = Hours()
    routes_of(web.app).limits._clock = clock
    return clock


def ask(web: Web, method: str, path: str, address: str, body: Any = None, token: str = "") -> TestResponse:
    """A call from an address."""
    shown = {"Authorization": f"Bearer {token}"} if token else {}
    return web.app.test_client(use_cookies=False).open(
        path, method=method, json=body, headers=shown, environ_base={"REMOTE_ADDR": address}
    )


def codes() -> list[str]:
    """Codes of no game, in the form of codes."""
    letters = "BCDFGHJKMN"
    return ["".join(parts) for parts in itertools.islice(itertools.product(letters, repeat=6), 5_000)]


@pytest.mark.parametrize("page", ["/host/{code}/debrief", "/screen/{code}/debrief"])
def test_who_has_the_code_alone_cannot_lock_the_host_out_of_the_debrief(web: Web, page: str) -> None:
    game = web.game(people=1, begin=True)
    game.all_order(1)
    for _ in range(80):
        assert web.get(page.format(code=game.code)).status_code == 401
    assert web.get(page.format(code=game.code), game.host).status_code == 200
    assert web.get(f"{game.path}/export.csv", game.host).status_code == 200


def test_who_has_the_id_alone_cannot_lock_a_player_out_of_the_debrief(web: Web) -> None:
    game = web.game(people=1, begin=True, weeks=1)
    game.all_order(1)
    seat = game.seats[0]
    for _ in range(80):
        assert web.get(f"/seat/{seat.id}/debrief").status_code == 401
    assert web.get(f"/seat/{seat.id}/debrief?anyway=1", seat.token).status_code == 200


def test_the_projector_uses_up_nothing_of_the_hosts(web: Web) -> None:
    game = web.game(people=1, begin=True, weeks=1)
    game.all_order(1)
    said = {web.get(f"{game.path}/debrief", game.screen).status_code for _ in range(80)}
    assert 429 in said
    assert web.get(f"{game.path}/debrief", game.host).status_code == 200


def test_strangers_make_no_buckets_by_what_they_make_up(web: Web, hours: Hours) -> None:
    limits = routes_of(web.app).limits
    for code in codes()[:300]:
        for path in (f"/host/{code}/debrief", f"/api/games/{code}", f"/api/seats/{code}-1", f"/seat/{code}-1/debrief"):
            ask(web, "GET", path, ELSEWHERE)
        ask(web, "POST", f"/api/games/{code}/join", ELSEWHERE, {"name": "Eve"})
    assert len(limits._buckets) <= 3
    assert not limits._doors


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/games/{code}", None),
        ("GET", "/api/games/{code}/qr.svg", None),
        ("POST", "/api/games/{code}/join", {"name": "Eve"}),
        ("GET", "/api/games/{code}/host", None),
        ("GET", "/host/{code}/debrief", None),
    ],
)
def test_who_guesses_codes_is_not_told_the_right_one_either(
    web: Web, hours: Hours, method: str, path: str, body: Any
) -> None:
    game = web.game(people=1)
    said = {ask(web, method, path.format(code=code), ELSEWHERE, body).status_code for code in codes()[:700]}
    assert said == {404, 429}
    shown = f"h-{game.code}-{'x' * 22}"  # a token that was made up
    for token in ("", shown):
        right = ask(web, method, path.format(code=game.code), ELSEWHERE, body, token)
        wrong = ask(web, method, path.format(code=codes()[0]), ELSEWHERE, body, token)
        assert (right.status_code, wrong.status_code) == (429, 429)
        assert right.text.replace(game.code, "CODE") == wrong.text.replace(codes()[0], "CODE")
    assert len(list(game.room.people())) == 1
    hours.now += 3600
    assert ask(web, method, path.format(code=game.code), ELSEWHERE, body).status_code in {200, 201, 401}


def guess_from(web: Web, address: str) -> None:
    for code in codes()[:700]:
        ask(web, "GET", f"/api/games/{code}", address)


def test_a_school_in_which_somebody_guesses_goes_on(web: Web, hours: Hours) -> None:
    game = web.game(people=1, begin=True)
    seat = game.seats[0]
    assert ask(web, "GET", f"{game.path}/host", SCHOOL, token=game.host).status_code == 200
    guess_from(web, SCHOOL)
    other = web.game()
    assert ask(web, "GET", other.path, SCHOOL).status_code == 429  # nobody there is in that game
    assert ask(web, "GET", f"{game.path}/host", SCHOOL, token=game.host).status_code == 200
    assert ask(web, "GET", f"/api/seats/{seat.id}", SCHOOL, token=seat.token).status_code == 200
    assert ask(web, "POST", "/api/enter", SCHOOL, {"token": seat.token}).status_code == 200
    assert ask(web, "GET", game.path, SCHOOL).status_code == 200
    assert ask(web, "POST", f"{game.path}/join", SCHOOL, {"name": "Late"}).status_code == 201
    order = {"orders": {"item": 4}}
    assert ask(web, "PUT", f"/api/seats/{seat.id}/orders/1", SCHOOL, order, seat.token).status_code == 200
    assert ask(web, "GET", other.path, ELSEWHERE).status_code == 200


def test_the_first_of_a_school_wait_only_as_long_as_somebody_guesses(web: Web, hours: Hours) -> None:
    game = web.game()
    guess_from(web, SCHOOL)
    refused = ask(web, "GET", game.path, SCHOOL)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(refused.json["seconds"]))
    hours.now += refused.json["seconds"]
    assert ask(web, "GET", game.path, SCHOOL).status_code == 200


def let_in(arrivals: list[float]) -> list[float]:
    """When each of those who come to these times, s, is in, all by one address; they ask again when they are told."""
    clock, line, done = Hours(), list(arrivals), list[float]()
    limits = Limits(clock=clock)
    heapq.heapify(line)
    while line:
        clock.now = max(clock.now, heapq.heappop(line))
        try:
            limits.come_in("BCDFGH", SCHOOL)
            done.append(clock.now)
        except Refusal as refused:
            heapq.heappush(line, clock.now + max(int(str(refused.details["seconds"])), 2))
    return done


def test_a_class_joins_as_quickly_as_it_types() -> None:
    """Thirty behind one address within 15 s: nobody waits for more than a few seconds."""
    assert max(let_in([number / 2 for number in range(30)])) <= 20


def test_a_school_of_a_thousand_behind_one_address_is_in_within_two_minutes() -> None:
    assert max(let_in([number * 0.06 for number in range(1_000)])) <= 120


def test_a_program_cannot_take_all_seats_before_anybody_sees_it(web: Web, hours: Hours) -> None:
    game = web.game(teams=5)
    said = []
    for number in range(20):
        said.append(ask(web, "POST", f"{game.path}/join", ELSEWHERE, {"name": f"Bot {number}"}).status_code)
        hours.now += 0.06
    assert said.count(201) == AT_ONCE + 1
    assert ask(web, "POST", f"{game.path}/join", SCHOOL, {"name": "Ann"}).status_code == 201  # others are not held up


def test_a_host_may_fill_the_room_at_once(web: Web, hours: Hours) -> None:
    """For programs, and for a teacher who opens many seats in one browser."""
    game = web.game(teams=5)
    for number in range(20):
        answer = ask(web, "POST", f"{game.path}/join", SCHOOL, {"name": f"P{number}"}, game.host)
        assert answer.status_code == 201


@pytest.mark.parametrize("name", RULES)
def test_every_limit_is_held_and_passes(name: str) -> None:
    now = [0.0]
    limits = Limits(clock=lambda: now[0])

    def count(number: int) -> None:
        limits.count(name, f"192.0.2.{number}", f"seat {number}")

    for _ in range(RULES[name].amount):
        count(1)
    with pytest.raises(Refusal) as refused:
        count(1)
    assert 0 < int(str(refused.value.details["seconds"])) <= 60
    count(2)  # somebody else is not held up
    now[0] += 1.01 * RULES[name].seconds / RULES[name].amount
    count(1)
    with pytest.raises(Refusal):
        count(1)
    now[0] += 1000 * RULES[name].seconds  # however long nobody asks, no more than so many are kept
    for _ in range(RULES[name].amount):
        count(1)
    with pytest.raises(Refusal):
        count(1)


def test_an_address_is_known_for_an_hour() -> None:
    clock = Hours()
    limits = Limits(clock=clock)
    limits.know("BCDFGH", SCHOOL)
    clock.now = 3_599
    assert limits.is_known("BCDFGH", SCHOOL)
    clock.now = 3_600
    assert not limits.is_known("BCDFGH", SCHOOL)


def test_limits_forget_who_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("bullwhip.server.web.limits.MOST", 100)
    limits = Limits(clock=lambda: now[0])
    for number in range(100):
        limits.count("order", "", f"old {number}")
    now[0] += 61
    for number in range(50):
        limits.count("order", "", f"new {number}")
    assert len(limits._buckets) == 50


def test_a_flood_of_new_names_gives_nobody_new_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.server.web.limits.MOST", 100)
    limits = Limits(clock=lambda: 0.0)
    for _ in range(RULES["wrong"].amount):
        limits.count("wrong", ELSEWHERE, "")
    for number in range(5_000):
        limits.count("wrong", f"192.0.{number // 250}.{number % 250}", "")
    assert len(limits._buckets) <= 100
    with pytest.raises(Refusal):
        limits.count("wrong", ELSEWHERE, "")


def test_the_tables_of_who_is_where_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.server.web.limits.MOST", 100)
    now = [0.0]
    limits = Limits(clock=lambda: now[0])
    for number in range(1_000):
        now[0] += 1
        limits.know("BCDFGH", f"192.0.{number // 250}.{number % 250}")
        limits.come_in("BCDFGH", f"192.0.{number // 250}.{number % 250}")
    assert len(limits._known) <= 101
    assert len(limits._doors) <= 101
    assert limits.is_known("BCDFGH", "192.0.3.249")


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("no:address", "no:address"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_counts_as_one(address: str, counts_as: str) -> None:
    assert network_of(address) == counts_as


def test_limits_can_be_left_out(open_web: Open) -> None:
    game = open_web(limited=False).game(teams=10)
    for number in range(40):
        assert ask(game.web, "POST", f"{game.path}/join", SCHOOL, {"name": f"P{number}"}).status_code == 201
