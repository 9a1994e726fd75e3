"""A small model in Anura's tables that uses each of those that are read: bicycles, of parts, for two towns."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]

MODEL: dict[str, Rows] = {
    "ModelSettings": [
        {
            "ModelStartDate": "2026-01-01",
            "ModelEndDate": "2026-03-01",
            "WarmupEndDate": "2026-01-11",
            "InventoryCarryingCostPercentage": 36.5,
        }
    ],
    "Periods": [
        {"PeriodName": "January", "StartDate": "2026-01-01"},
        {"PeriodName": "February", "StartDate": "2026-02-01"},
    ],
    "Facilities": [
        {"FacilityName": "plant", "Region": "inland", "StorageCapacity": 900},
        {"FacilityName": "depot", "ThroughputCapacity": 700, "ThroughputCapacityPeriod": 1,
         "ThroughputCapacityPeriodUOM": "WK"},
        {"FacilityName": "old depot", "Status": "Exclude"},
    ],
    "Suppliers": [{"SupplierName": "mill"}, {"SupplierName": "importer"}],
    "Customers": [
        {"CustomerName": "north", "AllowBackorders": "False"},
        {"CustomerName": "south", "BackorderTimeLimit": 72},
    ],
    "Products": [
        {"ProductName": "bicycle", "UnitValue": 100, "UnitPrice": 180},
        {"ProductName": "cart", "UnitValue": 50},
        {"ProductName": "tube", "UnitValue": 10},
        {"ProductName": "grease", "UnitValue": 1, "ShelfLife": 30, "ShelfLifeUOM": "DAY", "DisposalCost": 0.5},
    ],
    "InventoryPolicies": [
        {"FacilityName": "depot", "ProductName": "bicycle", "SimulationPolicy": "(s,S)", "SimulationPolicyValue1": 40,
         "SimulationPolicyValue2": 90, "InitialInventory": 80},
        {"FacilityName": "depot", "ProductName": "cart", "SimulationPolicy": "(Min,Max)", "SimulationPolicyValue1": 9,
         "SimulationPolicyValue2": 20, "InitialInventory": 15, "CarryingCostPercentage": 73},
        {"FacilityName": "plant", "ProductName": "tube", "SimulationPolicy": "(R,Q)", "SimulationPolicyValue1": 200,
         "SimulationPolicyValue2": 100, "InitialInventory": 300, "UnitValue": 20},
        {"FacilityName": "plant", "ProductName": "grease", "SimulationPolicy": "(T,S)", "ReviewPeriod": 1,
         "ReviewPeriodUOM": "WEEK", "SimulationPolicyValue2": 60, "InitialInventory": 60},
        {"FacilityName": "plant", "ProductName": "cart", "SimulationPolicy": "Do Nothing", "InitialInventory": 100},
        {"FacilityName": "old depot", "ProductName": "cart", "SimulationPolicy": "Do Nothing"},
    ],
    "ReplenishmentPolicies": [
        {"FacilityName": "depot", "ProductName": "bicycle", "SourceName": "plant", "MinimumOrderQuantity": 5,
         "UnitCost": 2},
        {"FacilityName": "depot", "ProductName": "cart", "SourceName": "plant", "LotSize": 4},
    ],
    "ProcurementPolicies": [
        {"FacilityName": "plant", "ProductName": "tube", "SourceName": "importer", "SimulationPolicyValue": 2},
        {"FacilityName": "plant", "ProductName": "tube", "SourceName": "mill", "SimulationPolicyValue": 1},
        {"FacilityName": "plant", "ProductName": "grease", "SourceName": "mill"},
    ],
    "TransportationPolicies": [
        {"OriginName": "plant", "DestinationName": "depot", "ModeName": "truck", "TransportTime": 48, "UnitCost": 3,
         "FixedCost": 50},
        {"OriginName": "plant", "DestinationName": "depot", "ProductName": "cart", "ModeName": "truck",
         "TransportTime": 5, "TransportTimeUOM": "DAY", "LaneCapacity": 10, "LaneCapacityPeriod": 1,
         "LaneCapacityPeriodUOM": "DAY", "InventoryCarryingCostPercentage": 7.3},
        {"OriginName": "mill", "DestinationName": "plant", "ModeName": "truck", "TransportTime": 24},
        {"OriginName": "importer", "DestinationName": "plant", "ModeName": "ship", "TransportTime": 2,
         "TransportTimeUOM": "WEEK"},
        {"OriginName": "depot", "DestinationName": "north", "ModeName": "van"},
        {"OriginName": "depot", "DestinationName": "south", "ModeName": "van"},
    ],
    "BillsOfMaterials": [
        {"BOMName": "bicycle bill", "ProductName": "tube", "ProductType": "Component", "Quantity": 8},
        {"BOMName": "bicycle bill", "ProductName": "grease", "Quantity": 1},
        {"BOMName": "bicycle bill", "ProductName": "bicycle", "ProductType": "End Product", "Quantity": 2},
        {"BOMName": "cart bill", "ProductName": "tube", "Quantity": 6},
    ],
    "ProductionPolicies": [
        {"FacilityName": "plant", "ProductName": "bicycle", "BOMName": "bicycle bill", "WorkCenterName": "line",
         "ProductionRate": 2, "UnitCost": 7},
        {"FacilityName": "plant", "ProductName": "cart", "BOMName": "cart bill", "WorkCenterName": "line",
         "ProductionRate": 24, "RateTimeUOM": "DAY"},
    ],
    "WorkCenters": [{"WorkCenterName": "line", "FacilityName": "plant", "OperatingCalendar": "holidays"}],
    "BusinessCalendars": [
        {"CalendarName": "holidays", "ClosureDates": date}
        for date in (
            "2026-01-01", "1/6/2026 12:00:00 AM", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2027-01-01"
        )
    ],
    "CustomerDemand": [
        {"CustomerName": "north", "ProductName": "bicycle", "PeriodName": "January", "Quantity": 310},
        {"CustomerName": "north", "ProductName": "bicycle", "PeriodName": "February", "Quantity": 580},
        {"CustomerName": "south", "ProductName": "cart", "Quantity": 120, "UnitPrice": 90, "PenaltyCost": 5},
    ],
}  # fmt: skip
IGNORED = ["ModeName"]


def write(folder: Path, tables: dict[str, Rows]) -> Path:
    """The tables as files of a folder; the folder."""
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def changed(**tables: Rows) -> dict[str, Rows]:
    """The model with other tables in the place of some; a table without rows is left out."""
    return {name: rows for name, rows in (MODEL | tables).items() if rows}


def with_cell(table: str, at: int, **cells: Any) -> dict[str, Rows]:
    """The model with other cells in one row of a table."""
    rows = [dict(row) for row in MODEL[table]]
    rows[at] |= cells
    return changed(**{table: rows})


def with_row(table: str, **cells: Any) -> dict[str, Rows]:
    """The model with one more row in a table."""
    return changed(**{table: [*MODEL[table], cells]})
