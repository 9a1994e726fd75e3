"""What is where in a model of Anura: facilities and suppliers as sites, and what each facility keeps."""

from __future__ import annotations

from typing import Any

from bullwhip.agents.exchange.anura_tables import Row, Tables
from bullwhip.network.errors import suggest

__all__ = ["Places", "site_tables"]

NEVER = {"type": "order-up-to", "level": 0, "cap": 0}  # orders nothing, whatever is missing
YEAR = 365.0  # days of a year, by which a carrying cost is a percentage of the value


class Places:
    """The facilities, suppliers, customers and products of a model, by their names."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.facilities = {row.text("FacilityName"): row for row in tables["Facilities"] if _is_open(row)}
        self.suppliers = {row.text("SupplierName"): row for row in tables["Suppliers"]}
        self.customers = {row.text("CustomerName"): row for row in tables["Customers"]}
        self.products = {row.text("ProductName"): row for row in tables["Products"]}
        settings = tables["ModelSettings"]
        self.carrying = (settings[0].number("InventoryCarryingCostPercentage") if settings else None) or 0.0

    def is_there(self, row: Row, column: str, *kinds: dict[str, Row]) -> bool:
        """Whether a cell names what is in the model; a fault where no table has heard of it."""
        name = row.text(column)
        if any(name in kind for kind in kinds):
            return True
        if not self.tables.left_out(name):
            known = [name for kind in kinds for name in kind]
            row.fault(column, repr(name) if name else "nothing", suggest(name, known, "name what other tables list"))
        return False

    def holding_cost(self, product: str, row: Row | None, column: str) -> float:
        """The cost of keeping a unit for a day, by its value and a percentage of it in a year."""
        share = row.number(column) if row else None
        value = self.value(product, row)
        return value * (self.carrying if share is None else share) / 100 / YEAR

    def value(self, product: str, row: Row | None = None) -> float:
        """What a unit is worth, there or anywhere."""
        here = row.number("UnitValue") if row and row.table.name == "InventoryPolicies" else None
        return (self.products[product].number("UnitValue") or 0.0) if here is None else here


def _is_open(row: Row) -> bool:
    status = row.text("FacilityStatus").lower()
    if status == "consider":
        row.bend("FacilityStatus", "'Consider' as 'Open'")
    return status in {"", "open", "consider"}


def site_tables(places: Places, kept: dict[tuple[str, str], Row | None]) -> dict[str, dict[str, Any]]:
    """The tables of all sites, with an item for each product that a facility keeps by its policy, or without one."""
    sites: dict[str, dict[str, Any]] = {}
    for name, row in places.suppliers.items():
        sites[name] = {"name": name, "role": "supplier"} | _region(row)
    for name, row in places.facilities.items():
        site = sites[name] = {"name": name, "role": "distributor", "items": {}} | _region(row)
        if room := row.quantity("StorageCapacity"):
            site["storage"] = room
        if (capacity := row.per_day("ThroughputCapacity")) is not None:
            site["capacity"] = capacity
    for (facility, product), policy in kept.items():
        sites[facility]["items"][product] = _terms(places, product, policy)
    for name, row in places.facilities.items():
        if not sites[name]["items"]:
            row.bend("FacilityName", f"{name!r}, which keeps nothing, as not there")
            del sites[name]
    return sites


def _region(row: Row) -> dict[str, Any]:
    region = row.text("Region")
    return {"region": region} if region else {}


def _terms(places: Places, product: str, row: Row | None) -> dict[str, Any]:
    """The keys of a stockpoint; one without a policy orders what it is asked for."""
    good = places.products[product]
    terms = {
        "stock": row.quantity("InitialInventory") if row else None,
        "holding_cost": places.holding_cost(product, row, "CarryingCostPercentage"),
        "unit_value": places.value(product, row),
        "sale_price": good.cost("UnitPrice"),
        "shelf_life": good.whole_days("ShelfLife"),
        "discard_cost": good.cost("DisposalCost"),
    }
    return {"rule": _rule(row) if row else "pass-on"} | {key: value for key, value in terms.items() if value}


def _rule(row: Row) -> dict[str, Any]:
    """The rule that orders as an inventory policy does, reviewed every day, or as often as a (T, S) policy says."""
    policy = row.text("SimulationPolicy").replace(" ", "").lower()
    values = row.quantity("SimulationPolicyValue1"), row.quantity("SimulationPolicyValue2")
    if policy in {"", "donothing"}:
        return dict(NEVER)
    if policy not in {"(s,s)", "(min,max)", "(r,q)", "(t,s)"}:
        row.fault("SimulationPolicy", repr(policy), "give (s,S), (Min,Max), (R,Q), (T,S) or Do Nothing")
        return dict(NEVER)
    review = row.whole_days("ReviewPeriod")
    needed = values[1:] if policy == "(t,s)" else values
    for column, value in zip(("SimulationPolicyValue2", "SimulationPolicyValue1"), reversed(needed), strict=False):
        if value is None and not row.text(column):
            row.fault(column, "nothing", f"give what {row.text('SimulationPolicy')} needs")
    first, second = values[0] or 0.0, values[1] or 0.0
    if policy == "(t,s)":
        return {"type": "periodic", "review": review or 1, "level": second}
    if review and review > 1:
        row.bend("ReviewPeriod", f"{review} days as 1")
    if policy == "(r,q)":
        return {"type": "r-Q", "r": first, "Q": second}
    return {"type": "s-S", "s": first, "S": second}
