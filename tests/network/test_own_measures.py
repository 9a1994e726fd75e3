"""Measures of one's own: as good as shipped ones, by name and in person, and refused by name where they are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import bullwhip as bw
from bullwhip.network.arrays import Array
from bullwhip.network.measures import MEASURES, OfStockpoints, Quantities, Statistics
from bullwhip.network.tally import ALWAYS, Tally
from bullwhip.network.topology import Network
from bullwhip.server.cli import main
from tests.bench.coverage import mixed

OWN = '''
import numpy as np

import bullwhip as bw


class PeakBacklog(bw.Measure):
    """The most that is owed at the end of a period.

    As seen by nobody.
    """

    unit = "units"

    def fold(self, kept, now):
        kept["most"] = np.maximum(kept.get("most", 0.0), now["backlog"])

    def over(self, of):
        return self.folded(of, "most")
'''


class Filled(bw.Measure):
    """The fill rate, from the shipped sums."""

    unit = "share"
    needs = (bw.Sum.FILLED_AT_ONCE, bw.Sum.CLAIMED)
    items = "weighted"

    def over(self, of: Statistics) -> Array:
        return of.mean(bw.Sum.FILLED_AT_ONCE)

    def under(self, of: Statistics) -> Array:
        return of.mean(bw.Sum.CLAIMED)


class MeanStock(bw.Measure):
    """Stock on hand, by a fold of its own."""

    unit = "units"
    items = "added"

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        kept["sum"] = kept.get("sum", 0.0) + now["on_hand"]

    def over(self, of: Statistics) -> Array:
        return self.folded(of, "sum") / of.periods


@dataclass(frozen=True)
class Above(bw.Measure):
    """Share of periods with a cost above a level."""

    level: float
    unit = "share"

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        kept["count"] = kept.get("count", 0.0) + (now["cost"] > self.level)

    def over(self, of: Statistics) -> Array:
        return self.folded(of, "count") / of.periods


class Ready(bw.Measure):
    """Periods with stock, by a fold of its own."""

    unit = "share"

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        kept["count"] = kept.get("count", 0.0) + (now["on_hand"] > 1e-6)

    def over(self, of: Statistics) -> Array:
        return self.folded(of, "count") / of.periods


@pytest.mark.parametrize(
    ("own", "shipped"), [(Filled(), "fill_rate"), (MeanStock(), "on_hand"), (Ready(), "ready_rate")]
)
@pytest.mark.parametrize("scenario", ["corner-shop", "two-shops", mixed()])
def test_one_of_your_own_is_as_good_as_a_shipped_one(own: bw.Measure, shipped: str, scenario: Any) -> None:
    """To the last bit, with intervals, by stockpoint, site and network, however the replications are split."""
    plain = bw.run(scenario, 70)
    result = bw.run(scenario, 70, measures=[own, *MEASURES], chunk=64, workers=2)
    for one, other in ((result.summary, plain.summary), (result.totals, plain.totals), (result.by_site, plain.by_site)):
        own_rows, rows = (frame[frame["measure"] == name] for frame, name in ((one, own.name), (other, shipped)))
        columns = ["mean", "low", "high"]
        np.testing.assert_array_equal(own_rows[columns], rows[columns])
        assert len(own_rows) == len(rows)
        assert set(own_rows["unit"]) == set(rows["unit"])


def test_a_fold_counts_what_a_history_tells_after_the_warm_up() -> None:
    scenario = mixed() | {"warm_up": 20}
    result = bw.run(scenario, 3, measures=[Above(level=30.0)], record=True)
    history = result.history[result.history["period"] > 20]
    share = (history["cost"] > 30.0).groupby([history["site"], history["item"]], observed=True).mean()
    assert share.min() > 0
    np.testing.assert_allclose(result.table("above")["above"], share)


def test_it_is_used_by_its_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "peaks.py").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    call = CliRunner().invoke
    asked = ["run", "beer-game", "--measures", "fill_rate, peaks:PeakBacklog"]
    printed = call(main, asked).output
    assert re.search(r"peak backlog +units", printed)
    assert "on hand" not in printed
    told = bw.run("beer-game", measures=["fill_rate", "peaks:PeakBacklog"], record=True)
    assert list(told.as_dict()["network"]) == ["cost", "fill_rate", "peak_backlog"]
    assert call(main, [*asked, "--json"]).output.strip() == told.to_json()
    most = told.history.groupby("site", observed=True)["backlog"].max()
    assert told.table("peak_backlog").droplevel("item")["peak_backlog"].to_dict() == most.to_dict()
    assert told.totals.set_index("measure")["mean"]["peak_backlog"] == most.sum()
    page = call(main, ["measures", "peaks:PeakBacklog"]).output
    assert page.splitlines() == ["The most that is owed at the end of a period.", "", "  unit     units"]
    compared = call(main, ["compare", "beer-game", "--rule", "pass-on", "-n", "1", "--measures", "peaks:PeakBacklog"])
    assert re.search(r"rule +cost +more cost +peak backlog", compared.output)


def test_a_picture_says_which_measures_it_lacks_and_the_command_line_takes_them(tmp_path: Path) -> None:
    few = bw.run("beer-game", measures=["bullwhip", "on_hand"], record=True)
    with pytest.raises(
        bw.BullwhipError, match=r"^picture: found 'backlog', 'demand_mean', which this run did not take"
    ):
        few.plot()
    compared = bw.compare("beer-game", ["current", "pass-on"], 1, measures=["cost"])
    with pytest.raises(bw.BullwhipError, match=r"^picture: found 'holding_cost', .*; add to `measures` of the run$"):
        compared.plot()
    for command, file in ((["run"], "overview"), (["compare", "--rule", "pass-on", "-n", "1"], "comparison")):
        asked = [*command, "beer-game", "--measures", "fill_rate", "--plot", "--out", str(tmp_path / file)]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == 0, done.output
        assert (tmp_path / file / f"{file}.png").stat().st_size > 10_000


class Silent(bw.Measure):
    """Nothing."""


class Wrong(bw.Measure):
    """A sum that it does not name."""

    def over(self, of: Statistics) -> Array:
        return of.mean(bw.Sum.CYCLES)


class Unkept(bw.Measure):
    """What no fold keeps."""

    def over(self, of: Statistics) -> Array:
        return self.folded(of, "most")


class Bare(bw.Measure):
    """A number."""

    def over(self, of: Statistics) -> Array:
        return 3.0  # type: ignore[return-value]


class Misspelt(bw.Measure):
    """A quantity that there is not."""

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        kept["sum"] = now["on_hnd"]

    def over(self, of: Statistics) -> Array:
        return self.folded(of, "sum")


class Cost(bw.Measure):
    """Another one."""

    def over(self, of: Statistics) -> Array:
        return of.mean(bw.Sum.ON_HAND)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("no_such_module:M", "measure: found 'no_such_module:M', which cannot be imported (No module named 'no_such_"),
        (
            "bullwhip.agents.rules.view:View",
            "measure: found 'bullwhip.agents.rules.view:View', which is no measure; derive it",
        ),
        ("bullwhip.network.measures.stock:Missing", "measure: found 'bullwhip.network.measures.stock:Missing', which"),
        (Above, f"measure: found {Above!r}, which has parameters"),
        (Silent, f"measure: found {Silent!r}, which is no measure; derive it from bullwhip.Measure, with `over`"),
        (Cost, "measures: found two that are called 'cost'; give each a name of its own"),
        (Wrong, "measure wrong: found Sum.CYCLES taken that was not summed; add it to the measure's `needs`"),
        (Unkept, "measure unkept: found 'most' taken, of which its fold keeps nothing; put it into `kept` there"),
        (Bare, "measure bare: found 3.0; give figures of shape (1, 1): (entities, replications)"),
        (Misspelt, "measure misspelt, period 31: KeyError: \"found 'on_hnd', which is no quantity; did you mean 'on_h"),
    ],
)
def test_what_is_no_measure_is_refused_by_name(given: Any, said: str) -> None:
    with pytest.raises(bw.BullwhipError, match=re.escape(said)):
        bw.run("corner-shop", measures=["fill_rate", given])


def test_the_line_of_an_error_in_a_fold_is_told() -> None:
    with pytest.raises(bw.BullwhipError, match=r"\(tests/network/test_own_measures.py:\d+, in fold\)"):
        bw.run("corner-shop", measures=[Misspelt])


class Unready(bw.Measure):
    """Fails when its figures are made."""

    name = "unready"

    def over(self, of: Any) -> Any:
        return {}[of.shape]


def test_the_line_of_an_error_in_the_figures_is_told() -> None:
    said = r"measure unready, after the last period: KeyError: .* \(tests/network/test_own_measures.py:\d+, in over\)"
    with pytest.raises(bw.BullwhipError, match=said):
        bw.run("corner-shop", measures=[Unready])


def test_a_run_sums_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    needs: list[frozenset[bw.Sum]] = []

    def noted(network: Network, tally: Tally, *rest: Any) -> OfStockpoints:
        needs.append(tally.needs)
        return OfStockpoints(network, tally, *rest)

    monkeypatch.setattr("bullwhip.agents.runs.batch.OfStockpoints", noted)
    for measures, more in (
        (["cost"], set()),
        (["bullwhip"], {bw.Sum.CUSTOMERS, bw.Sum.MARKET, bw.Sum.OUTSIDE}),
        (["customer_fill_rate"], {bw.Sum.FILLED_AT_ONCE, bw.Sum.CLAIMED}),
    ):
        bw.run("corner-shop", measures=measures)
        assert needs[-1] == ALWAYS | more
    shop, transit = bw.load("corner-shop"), {bw.Sum.IN_TRANSIT}
    for keys, measure, more in (
        ({"site.shop.order_cost": 2}, "cost", {bw.Sum.ORDERS_PLACED}),
        ({"lane.*.holding_cost": 1}, "cost", transit),
        ({"site.shop.unit_value": 3}, "cost", set()),
        ({"site.shop.unit_value": 3}, "working_capital", transit),
        ({"site.shop.unit_value": 3, "capital_rate": 0.1}, "cost", transit),
    ):
        bw.run(shop.with_(keys), measures=[measure])
        assert needs[-1] == ALWAYS | more


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_needs_no_more_than_it_says(name: str) -> None:
    """Alone it is what it is among all, to the last bit: its needs are complete, for stockpoints and the network."""
    alone, among = (bw.run(mixed(), 20, 40, measures=measures) for measures in ([name], None))
    for one, all_of_them in ((alone.summary, among.summary), (alone.totals, among.totals)):
        rows, expected = (frame[frame["measure"] == name].reset_index(drop=True) for frame in (one, all_of_them))
        assert rows.equals(expected)
