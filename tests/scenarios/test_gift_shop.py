"""The tables of the gift shop: made of the real data by the project's functions, and what its text says of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents.rules import BatchReorderPoint, OrderUpTo
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.runs.result import Result
from bullwhip.scenarios import gift_shop
from bullwhip.scenarios.gift_shop import articles, cut_demand, cut_lead_times, folder, recorded, tables


@pytest.fixture(scope="module")
def goods() -> list[gift_shop.Article]:
    return articles(*recorded())


def test_the_shipped_tables_are_what_the_data_give(tmp_path: Path) -> None:
    for name, table in tables(*recorded()).items():
        gift_shop.write(tmp_path / name, table)
        assert (tmp_path / name).read_bytes() == (folder() / name).read_bytes(), name


def test_demand_is_the_public_file_turned(tmp_path: Path) -> None:
    demand = pd.read_csv(folder() / "demand.csv", index_col="day")
    assert demand.shape == (305, 60)
    demand.T.rename_axis("StockCode").to_csv(tmp_path / "public.csv")
    gift_shop.write(tmp_path / "demand.csv", cut_demand(tmp_path / "public.csv").reset_index())
    assert (tmp_path / "demand.csv").read_bytes() == (folder() / "demand.csv").read_bytes()


def test_lead_times_are_cut_as_the_text_says(tmp_path: Path) -> None:
    columns = ["PO Sent to Vendor Date", "Delivered to Client Date", "Shipment Mode", "Vendor"]
    rows = [
        ("2010-01-01", "2010-01-31", "Ocean", "few"),
        ("2010-01-01", "2010-02-01", "Air", "many"),
        ("2010-01-02", "2010-02-02", "Air Charter", "many"),
        ("2010-01-01", "2010-01-09", "Ocean", "many"),
        ("2010-01-01", "2010-01-01", "Air", "few"),  # on the same day
        ("2010-01-09", "2010-01-01", "Air", "few"),  # before it was ordered
        ("2010-01-01", "2010-01-31", "Truck", "few"),
        ("", "2010-01-31", "Air", "few"),
    ]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "public.csv")
    cut = cut_lead_times(tmp_path / "public.csv")
    assert cut.to_numpy().tolist() == [
        ["supplier-01", "many", 8, 1],
        ["supplier-01", "many", 31, 2],
        ["supplier-02", "few", 30, 1],
    ]


def test_lead_times_are_drawn_from_the_deliveries_of_the_supplier(goods: list[gift_shop.Article]) -> None:
    times = [article.lead_time for article in goods]
    assert all(article.lead_time in article.covers for article in goods)
    assert len({article.supplier for article in goods}) == gift_shop.SUPPLIERS
    had = [cover for article in goods for cover in article.covers]
    assert sum(times) / len(times) == pytest.approx(sum(had) / len(had), rel=0.15)
    lanes = {lane.item: lane for lane in bw.load("gift-shop").lane if lane.target == "warehouse"}
    for article in goods:
        lane = lanes[article.name]
        assert (lane.source, lane.lead_time) == (article.supplier, article.lead_time)
        assert lane.in_transit == (article.pace,) * article.lead_time


def covers_of(goods: list[gift_shop.Article], result: Result) -> tuple[int, int]:
    """Days of demand in the warehouse: of just-in-time articles, and of the others."""
    table = result.table("on_hand", "demand_mean").reset_index()
    table["lean"] = table["item"].isin({article.name for article in goods if article.just_in_time})
    sums = table[table["site"] == "warehouse"].groupby("lean")[["on_hand", "demand_mean"]].sum()
    cover = sums["on_hand"] / sums["demand_mean"]
    return round(cover[True]), round(cover[False])


def test_the_run_is_what_the_text_says(goods: list[gift_shop.Article]) -> None:
    scenario = bw.load("gift-shop")
    assert len(goods) == len(scenario.items_of(scenario.sites["shop"])) == 60
    assert sum(article.just_in_time for article in goods) == 12
    times = [article.lead_time for article in goods]
    assert (min(times), max(times), round(sum(times) / len(times))) == (27, 313, 97)

    result = bw.run(scenario)
    assert covers_of(goods, result) == (31, 126)
    totals = result.totals.set_index("measure")["mean"]
    assert round(totals["fill_rate"], 2) == 0.96
    assert totals["bullwhip"] > 1
    shop = result.table("fill_rate").xs("shop", level="site")
    assert set(shop[shop["fill_rate"] < 0.9].index) == {"22386", "22726"}


def test_what_else_the_warehouse_could_keep(goods: list[gift_shop.Article]) -> None:
    scenario = bw.load("gift-shop")
    others: dict[tuple[str, str], Rule] = {
        ("warehouse", article.name): OrderUpTo(level=article.level(article.covers))
        if article.just_in_time
        else BatchReorderPoint(r=article.level(article.lead_time), Q=article.lot(gift_shop.PURCHASE))
        for article in goods
    }
    result = bw.run(scenario, rules=others)
    assert covers_of(goods, result) == (131, 90)
    assert result.totals.set_index("measure")["mean"]["fill_rate"] == pytest.approx(0.96, abs=0.005)


def test_customers_ask_for_what_was_really_sold() -> None:
    history = bw.run(bw.load("gift-shop"), record=True).history
    shop = history[history["site"] == "shop"]
    sold = shop.pivot_table(index="period", columns="item", values="customer_demand", observed=True)
    demand = pd.read_csv(folder() / "demand.csv", index_col="day")
    assert sold[demand.columns].to_numpy().tolist() == demand.to_numpy().tolist()


def test_the_command_writes_the_tables_and_knows_its_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("demand.csv", "lead_times.csv"):
        (tmp_path / name).write_bytes((folder() / name).read_bytes())
    shipped = folder()
    monkeypatch.setattr(gift_shop, "folder", lambda: tmp_path)
    assert gift_shop.main([]) == 0
    for name in ("sites.csv", "lanes.csv"):
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes()
    assert gift_shop.main(["one"]) == 2
    assert "python -m bullwhip.scenarios.gift_shop" in capsys.readouterr().err
