"""One table of quantities: what is in it is in histories, views, agents, seats and exports, and a new one at once."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules.reading import Reading
from bullwhip.network.quantities import QUANTITIES
from bullwhip.network.record import NOTED
from bullwhip.server.game.sheets import COLUMNS

# One more quantity, put into the table before anything is made of it.
ONE_MORE = """
from bullwhip.network.quantities import QUANTITIES, Quantity
doubled = lambda engine, rows: 2 * engine.state.on_hand[rows]
QUANTITIES["doubled"] = Quantity("Twice the stock on hand.", doubled, "at its end", seen=True)

import pydoc

import bullwhip as bw
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.server.game.sheets import COLUMNS
from bullwhip.server.measure_list import history_list, measure_list

result = bw.run("beer-game", record=True)
assert (result.history["doubled"] == 2 * result.history["on_hand"]).all()


class Twice(bw.Rule):
    def order(self, view):
        assert (view.doubled == 2 * view.on_hand).all()
        return view.asked


bw.run("beer-game", rules={"retailer": Twice()})
model = bw.SupplyNetwork("beer-game")
model.step()
assert model.site("retailer").doubled == 2 * model.site("retailer").on_hand
seen = TeamGame.of(bw.load("beer-game")).sight("retailer")["items"]["item"]
assert seen["doubled"] == 2 * seen["on_hand"]
assert "doubled" in COLUMNS
for page in (history_list(), measure_list(), pydoc.render_doc(bw.View), pydoc.render_doc(bw.SupplyAgent)):
    assert "Twice the stock on hand." in page
"""


def test_a_quantity_that_is_added_to_the_table_is_everywhere() -> None:
    done = subprocess.run([sys.executable, "-c", ONE_MORE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("cls", [bw.View, bw.SupplyAgent])
def test_each_is_written_out_in_the_class_with_the_text_of_the_table(cls: type) -> None:
    """Type checkers and editors see what is written out; a quantity of the table that is not stands at the end."""
    written = {part.quantity: name for name, part in vars(cls).items() if isinstance(part, Reading)}
    assert set(written) == {name for name, quantity in QUANTITIES.items() if quantity.viewed}
    assert set(written.values()) <= set(inspect.get_annotations(cls)), f"write it out in {cls.__name__}"
    for quantity, name in written.items():
        assert inspect.getdoc(vars(cls)[name]) == QUANTITIES[quantity].text


def test_a_reading_cannot_be_set() -> None:
    agent: Any = bw.SupplyNetwork("beer-game").site("retailer")
    with pytest.raises(AttributeError, match="on_hand can be read, not set"):
        agent.on_hand = 3


def test_all_tell_the_same() -> None:
    model, result = bw.SupplyNetwork("beer-game"), bw.run("beer-game", record=True)
    model.run_model()
    last = result.history[result.history["period"] == result.periods].set_index("site")
    for name in NOTED:
        told = {agent.name: getattr(agent, "last_order" if name == "order" else name) for agent in model.agents
                if agent.items and QUANTITIES[name].viewed and not QUANTITIES[name].shared}  # fmt: skip
        assert told == {site: last[name][site] for site in told}


def test_what_seats_and_exports_have_is_what_it_was() -> None:
    """The keys of the API and the columns of files: others rely on them."""
    table = TeamGame.of(bw.load("beer-game").with_({"share": ["demand", "stock"]}))
    [seat, *_] = table.seats
    items = table.sight(seat)["items"]
    assert list(next(iter(items.values()))) == [
        "received", "asked", "shipped", "on_hand", "backlog", "on_order", "in_transit", "coming", "customer_demand",
        "echelon_stock", "cost",
    ]  # fmt: skip
    table.close({})
    assert list(next(iter(table.history(seat)[0]["items"].values()))) == [
        "received", "asked", "shipped", "on_hand", "backlog", "on_order", "in_transit", "order", "customer_demand",
        "cost",
    ]  # fmt: skip
    assert COLUMNS == (
        "team", "team_name", "week", "site", "item", "decided_by", "people", "received", "asked", "shipped", "on_hand",
        "backlog", "on_order", "in_transit", "order", "cost", "customer_demand", "undone",
    )  # fmt: skip
    assert np.isfinite(table.cost())
