"""The API's description names what the API answers."""

from __future__ import annotations

import pytest

from tests.server.web.rooms import Web


@pytest.mark.parametrize("begin", [False, True])
def test_every_refusal_of_an_analysis_is_described(web: Web, begin: bool) -> None:
    game = web.game(people=1, begin=begin)
    if begin:
        game.act("close")
    paths = web.get("/openapi.json").json["paths"]
    seat = game.seats[0]
    met = set()
    for path, operations in paths.items():
        if "get" in operations and not path.endswith("/stream"):
            for query in ("", "?team=9", "?team=x"):
                asked = path.replace("{code}", game.code).replace("{seat}", seat.id) + query
                answer = web.get(asked, seat.token if "{seat}" in path else game.host)
                assert str(answer.status_code) in operations["get"]["responses"], asked
                met.add(answer.status_code)
                answer.close()
    assert met == ({200, 409, 422} if begin else {200, 409})
