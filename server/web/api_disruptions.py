"""The API by which a host orders a disruption of the game, and withdraws it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from bullwhip.server.game import disrupting
from bullwhip.server.game.disruption_choices import choices
from bullwhip.server.game.room import Room
from bullwhip.server.game.seat_view import team_state
from bullwhip.server.web.callers import Caller
from bullwhip.server.web.models import Body
from bullwhip.server.web.routes import Routes

__all__ = ["CallingOff", "DisruptionOrder", "add_routes"]

Text = Annotated[str, Field(max_length=200)]
Texts = Text | Annotated[list[Text], Field(max_length=100)]
Period = Annotated[int, Field(ge=1, le=10_000)]
RELATIVE = "counted from the coming period, which is 1"


class DisruptionOrder(Body):
    """A disruption, with the keys of a [[disruption]] of a scenario; its periods are counted from the coming one."""

    name: Annotated[Text, Field(min_length=1, description="What it is called; players read it.")]
    kind: Annotated[Text, Field(description="What happens: a kind of disruption that Bullwhip has.")]
    site: Texts | None = None
    region: Texts | None = None
    item: Texts | None = None
    lane: Text | None = None
    start: Annotated[Period | None, Field(description=f"The first period, {RELATIVE}. [1]")] = None
    window: Annotated[
        list[Period] | None,
        Field(min_length=2, max_length=2, description=f"Instead: the first and the last possible start, {RELATIVE}."),
    ] = None
    periods: Annotated[
        list[Period] | None, Field(min_length=1, max_length=520, description=f"Instead: its periods, {RELATIVE}.")
    ] = None
    length: Period | None = None
    severity: float | None = None
    factor: float | None = None
    addition: float | None = None
    longer: int | None = None
    age: int | None = None
    what: Text | None = None
    under_way: bool | None = None
    recovery: Annotated[dict[str, Any] | None, Field(max_length=2)] = None
    announced: Annotated[
        int, Field(ge=0, le=10_000, description="How many periods ahead players are told; as many as `start`: now.")
    ] = 0
    cause: Text | None = None
    coming: Annotated[
        Period | None,
        Field(description="The period from which on it is counted, where the host saw it coming. [the coming one]"),
    ] = None


class CallingOff(Body):
    """An ordered disruption that is withdrawn."""

    name: Text


def add_routes(routes: Routes) -> None:
    """Add the routes."""
    classroom, add = routes.classroom, routes.add

    def disrupt(caller: Caller, body: DisruptionOrder) -> Any:
        table = body.model_dump(exclude={"coming"}, exclude_none=True)
        return _state(classroom.disrupt(caller.room.code, table, body.coming))

    def call_off(caller: Caller, body: CallingOff) -> Any:
        return _state(classroom.change(caller.room.code, lambda room: disrupting.call_off(room, body.name)))

    def choose(caller: Caller) -> Any:
        with caller.room.lock:
            scenario, coming = caller.room.scenario, disrupting.reached(caller.room) + 1
        return {"kinds": choices(scenario), "coming": coming, "periods": scenario.periods}

    add(
        "GET", "/api/games/<code>/host/disruptions", choose, "host",
        summary="Which disruptions can be ordered, and where",
        about="By kind: how strong it usually is, whether it can be everywhere, and its sites and lanes; `coming` is "
        "the first period in which one may begin.",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/host/disrupt", disrupt, "host", body=DisruptionOrder, limit="host",
        summary="Order a disruption, the same for all teams",
        about="409 too-late if its first period has begun for a team.",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/host/call-off", call_off, "host", body=CallingOff, limit="host",
        summary="Withdraw an ordered disruption before it begins",
    )  # fmt: skip


def _state(room: Room) -> dict[str, str]:
    """What an action answers: how the game stands after it."""
    with room.lock:
        return {"state": team_state(room, None)}
