"""Makes the tables of the shipped scenarios battery and bulldozer from the stages of two real chains.

    python -m bullwhip.scenarios.guaranteed_service     sites.csv, lanes.csv and recipes.csv, from stages.csv of each

`scenarios/battery.toml` and `scenarios/bulldozer.toml` say what the networks are and where their stages come from; here
is how the tables come about: safety stock is placed by `bullwhip.agents.theory.optimal_placement`.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pandas as pd

from bullwhip.agents.theory import Placement, Stage, optimal_placement
from bullwhip.network.scenario import shipped
from bullwhip.network.whole_files import write_whole

__all__ = ["SAFETY_FACTOR", "YEARLY", "folder", "place_of", "placed", "read_stages", "stages", "tables"]

Row = dict[str, object]  # of a table
Place = tuple[str, str]  # site, item

YEARLY = {"battery": 0.25, "bulldozer": 0.3}  # cost of holding a unit of money in stock for a year
SAFETY_FACTOR = 1.645  # of the bound on demand, in both chains
DAYS = 365  # in a year
PLANT = {"battery": "plant", "bulldozer": "factory"}
INPUTS = 8  # columns of a stage before those of its suppliers: a name and the units that one takes, again and again
DIGITS = 10  # of a level and of a cost


def folder(name: str) -> Path:
    """Where the tables of a shipped scenario are."""
    return shipped()[name].resolve().with_suffix("")  # resolved, as an installed file may be a link


def stages(name: str) -> list[Stage]:
    """The stages of a chain: times in days, costs that each adds to a unit."""
    return read_stages(folder(name) / "stages.csv")


def read_stages(file: Path) -> list[Stage]:
    """The stages in a file; what follows its first columns is a name and units, again and again."""
    with file.open(encoding="utf-8", newline="") as lines:
        _, *rows = csv.reader(lines)
    return [_stage(row) for row in rows]


def _stage(row: list[str]) -> Stage:
    name, time, longest, cost, _, mean, sd, *_ = row
    inputs = [word for word in row[INPUTS:] if word]
    return Stage(
        name=name,
        time=int(time),
        added_cost=float(cost),
        suppliers=dict(zip(inputs[::2], map(float, inputs[1::2]), strict=True)),
        demand_mean=float(mean or 0),
        demand_sd=float(sd or 0),
        max_service_time=int(longest) if longest else None,
    )


def placed(name: str) -> Placement:
    """The placement of least holding cost, money a year."""
    return optimal_placement(stages(name), YEARLY[name], SAFETY_FACTOR)


def place_of(name: str, stage: str) -> Place:
    """Site and item of a stage: `East_DC_A` sells what `Pack_SKU_A` packs at the plant, where all others are."""
    words = stage.replace("&", " and ").replace("_", " ").replace("SKU", "").replace("Manufacturing", "").split()
    if "DC" in words:
        return " ".join(words[:-1]), f"pack {words[-1]}"
    kept = [word if word.isupper() else word.lower() for word in words]
    return PLANT[name], " ".join(kept)


def tables(name: str) -> dict[str, pd.DataFrame]:
    """The tables of a scenario by their file names."""
    chain, found = stages(name), placed(name)
    places = {stage.name: place_of(name, stage.name) for stage in chain}
    roles = {site: "manufacturer" if site == PLANT[name] else "distributor" for site, _ in places.values()}
    sites: list[Row] = [{"name": site, "role": role} for site, role in roles.items()]
    lanes: list[Row] = []
    recipes: list[Row] = []
    for stage in chain:
        site, item = places[stage.name]
        stock = found.stock(stage.name)
        row = _point(stage, stock.base_stock, stock.unit_cost * YEARLY[name] / DAYS)
        sites.append({"name": site, "item": item, "unit_value": _short(stock.unit_cost), **row})
        inputs = {places[supplier]: units for supplier, units in stage.suppliers.items()}
        source = next((other for other, _ in inputs if other != site), None)
        lanes.append({"from": source, "to": site, "item": item, "lead_time": stage.time})
        if source is None:
            recipes += [{"site": site, "item": item, "input": one, "units": u} for (_, one), u in inputs.items()]
    named = {"sites.csv": sites, "lanes.csv": lanes, "recipes.csv": recipes}
    return {file: pd.DataFrame(rows) for file, rows in named.items()}


def _point(stage: Stage, base_stock: float, holding_cost: float) -> Row:
    """What a stage is as a stockpoint: it begins with its base stock, and nothing on its way."""
    level = _short(base_stock)
    row: Row = {"stock": level, "holding_cost": _short(holding_cost), "rule.type": "order-up-to", "rule.level": level}
    if stage.demand_mean:
        row |= {"demand.type": "gamma", "demand.mean": stage.demand_mean, "demand.sd": stage.demand_sd}
    return row


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def write(path: Path, table: pd.DataFrame) -> None:
    """A table as the repository keeps it; whole numbers are written as such."""
    text = table.convert_dtypes().to_csv(index=False, lineterminator="\n")
    write_whole({path: text.encode()})


def main() -> int:
    """Write the tables of both scenarios into their folders."""
    for name in YEARLY:
        for file, table in tables(name).items():
            write(folder(name) / file, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
