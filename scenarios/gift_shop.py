"""Makes the tables of the shipped scenario gift-shop from real data, with the functions of `bullwhip.agents.theory`.

    python -m bullwhip.scenarios.gift_shop              sites.csv and lanes.csv, from demand.csv and lead_times.csv
    python -m bullwhip.scenarios.gift_shop UCI SCMS     demand.csv and lead_times.csv as well, from the two public files

`scenarios/gift-shop.toml` says what the network is and why; here is how its figures come about.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bullwhip.agents.theory import eoq, safety_level
from bullwhip.network.arrays import Array
from bullwhip.network.demand import Empirical
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import shipped
from bullwhip.network.tape import Market, Tape
from bullwhip.network.whole_files import write_whole

__all__ = ["cut_demand", "cut_lead_times", "folder", "tables"]

Row = dict[str, object]  # of a table

DATES = ["PO Sent to Vendor Date", "Delivered to Client Date"]
FROM_AFAR = ["Air", "Air Charter", "Ocean"]  # lorries mostly carried what a wholesaler in the same country had on hand
SUPPLIERS = 12
ARTICLES_EACH = 5  # neighbours in the shop's numbering are often of one series, so a supplier gets neighbours

SHOP_DAYS, CALENDAR_DAYS = 305, 374  # 2010-12-01 to 2011-12-09
SEED = 1  # of the lead times
TO_SHOP = 2  # days from the shop's order to its goods: a day for the order, a day on the road

# Money: every article is worth 1 (the data have no prices).
UNIT_VALUE = 1.0
HOLDING = 0.001  # a day; 0.305 a year
BACKLOG = 0.019  # a day; p / (p + h) = 95%
CALL_OFF = 0.05  # an order of the shop, an article
PURCHASE = 2.0  # an order of the warehouse

SERVICE = 0.95  # share of the units asked for that are to be filled at once
STEADY = 1.5  # largest coefficient of variation of daily demand
NEAR = 75  # longest lead time, shop days: a quarter of a year


def folder() -> Path:
    """Where the tables of the shipped scenario are."""
    return shipped()["gift-shop"].resolve().with_suffix("")  # resolved, as an installed file may be a link


def cut_demand(public: Path) -> pd.DataFrame:
    """Units sold a day, a row for each day and a column for each line of the shop: the whole public file, turned."""
    return pd.read_csv(public, index_col="StockCode").rename_axis(columns="day").T


def cut_lead_times(public: Path) -> pd.DataFrame:
    """How many deliveries of each supplier took how many calendar days from order to delivery.

    A cut of the public file: deliveries by air or sea whose order has a date, which took a day or more; of the vendors
    with the most of these.
    """
    rows = pd.read_csv(public)
    sent, delivered = (pd.to_datetime(rows[date], errors="coerce") for date in DATES)
    rows["days"] = (delivered - sent).dt.days
    rows = rows[(rows["days"] >= 1) & rows["Shipment Mode"].isin(FROM_AFAR)].astype({"days": int})
    vendors = rows["Vendor"].value_counts().index[:SUPPLIERS]
    names = {vendor: f"supplier-{number:02}" for number, vendor in enumerate(vendors, 1)}
    rows["supplier"] = rows["Vendor"].map(names)
    counts = rows.groupby(["supplier", "Vendor", "days"]).size().rename("deliveries")
    return counts.reset_index().rename(columns={"Vendor": "vendor"})


@dataclass(frozen=True)
class Article:
    """An article with what is known of its demand and its supply, and the figures of its rules, in units."""

    name: str
    record: Array  # (shop days,) units sold
    supplier: str
    covers: Array  # (deliveries,) lead times that its supplier has had, shop days
    lead_time: int  # shop days

    @property
    def just_in_time(self) -> bool:
        """Steady demand and a supplier who is near: little stock will do."""
        steady = bool(self.record.std() <= STEADY * self.record.mean())
        return steady and self.lead_time <= NEAR

    @property
    def pace(self) -> int:
        """Mean demand a day, in whole units."""
        return round(float(self.record.mean()))

    def level(self, covers: int | Array) -> int:
        """The level that fills the wanted share at once, if every year is like the recorded one."""
        years = np.tile(self.record, 3)  # a cover may begin in one year and end in another
        return round(safety_level(years, covers, SERVICE, measure="fill", consecutive=True).level)

    def lot(self, order_cost: float) -> int:
        """The economic order quantity."""
        return round(eoq(float(self.record.mean()), HOLDING, order_cost).Q)


def articles(demand: pd.DataFrame, lead_times: pd.DataFrame) -> list[Article]:
    """Every article of the shop, each with a supplier and a lead time drawn from the deliveries of that supplier."""
    had = {str(supplier): _shop_days(deliveries) for supplier, deliveries in lead_times.groupby("supplier")}
    names = list(demand.columns)
    suppliers = [f"supplier-{number // ARTICLES_EACH + 1:02}" for number in range(len(names))]
    distributions = {name: Empirical(type="empirical", values=tuple(covers)) for name, covers in had.items()}
    tape = Tape([Market(s, name, (distributions[s],)) for s, name in zip(suppliers, names, strict=True)], SEED, True)
    drawn = tape.reader(Replications.consecutive(0, 1)).demand(0)[:, 0]
    return [
        Article(name, demand[name].to_numpy(float), supplier, had[supplier], int(lead_time))
        for name, supplier, lead_time in zip(names, suppliers, drawn, strict=True)
    ]


def _shop_days(deliveries: pd.DataFrame) -> Array:
    """The lead time of every delivery, in shop days: 1 or more."""
    days = deliveries["days"].to_numpy(float) * SHOP_DAYS / CALENDAR_DAYS
    return np.repeat(np.maximum(np.rint(days), 1.0), deliveries["deliveries"].to_numpy(int))


def tables(demand: pd.DataFrame, lead_times: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of the scenario by their file names."""
    terms: Row = {"unit_value": UNIT_VALUE, "holding_cost": HOLDING}
    shop: list[Row] = [{"name": "shop", "role": "retailer", **terms, "backlog_cost": BACKLOG, "order_cost": CALL_OFF}]
    warehouse: list[Row] = [{"name": "warehouse", "role": "distributor", **terms, "order_cost": PURCHASE}]
    suppliers: list[Row] = [{"name": name, "role": "supplier"} for name in lead_times["supplier"].unique()]
    lanes: list[Row] = []
    for article in articles(demand, lead_times):
        sold: Row = {"demand.type": "series", "demand.file": "gift-shop/demand.csv", "demand.column": article.name}
        sold["demand.by"] = "row"  # a period is a day on which the shop was open
        shop.append(_point("shop", article, TO_SHOP, TO_SHOP, CALL_OFF) | sold)
        ready_for = article.lead_time if article.just_in_time else article.covers
        warehouse.append(_point("warehouse", article, ready_for, article.lead_time, PURCHASE))
        coming = ";".join([str(article.pace)] * article.lead_time)
        call_off: Row = {"order_delay": 1, "in_mail": article.pace}
        lanes.append(_lane("warehouse", "shop", article, 1, str(article.pace)) | call_off)
        lanes.append(_lane(article.supplier, "warehouse", article, article.lead_time, coming))
    return {"sites.csv": pd.DataFrame([*shop, *warehouse, *suppliers]), "lanes.csv": pd.DataFrame(lanes)}


def _lane(source: str, target: str, article: Article, lead_time: int, in_transit: str) -> Row:
    """A row of lanes.csv."""
    return {"from": source, "to": target, "item": article.name, "lead_time": lead_time, "in_transit": in_transit}


def _point(site: str, article: Article, ready_for: int | Array, lead_time: int, order_cost: float) -> Row:
    """A row of sites.csv: an article's rule, and the stock that a year at an even pace would have left."""
    under_way = article.pace * lead_time
    level = article.level(ready_for)
    if article.just_in_time:
        rule: Row = {"rule.type": "order-up-to", "rule.level": level}
        position = level
    else:
        lot = article.lot(order_cost)
        rule = {"rule.type": "s-S", "rule.s": level, "rule.S": level + lot}
        if site == "warehouse":
            rule = {"rule.type": "r-Q", "rule.r": level, "rule.Q": lot}
        position = level + lot // 2
    return {"name": site, "item": article.name, "stock": max(position - under_way, 0), **rule}


def main(arguments: list[str]) -> int:
    """Write the tables into their folder."""
    if len(arguments) not in (0, 2):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    place = folder()
    if arguments:
        public_demand, public_deliveries = map(Path, arguments)
        write(place / "demand.csv", cut_demand(public_demand).reset_index())
        write(place / "lead_times.csv", cut_lead_times(public_deliveries))
    for name, table in tables(*recorded()).items():
        write(place / name, table)
    return 0


def recorded() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The recorded demand and lead times that the scenario ships with."""
    place = folder()
    return pd.read_csv(place / "demand.csv", index_col="day"), pd.read_csv(place / "lead_times.csv")


def write(path: Path, table: pd.DataFrame) -> None:
    """A table as the repository keeps it; whole numbers are written as such."""
    text = table.convert_dtypes().to_csv(index=False, lineterminator="\n")
    write_whole({path: text.encode()})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
