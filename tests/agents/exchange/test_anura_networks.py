"""Models in Anura's tables: each table comes to what it says, and nothing is ignored in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.exchange.anura_networks import read_anura
from tests.agents.exchange.anura_models import IGNORED, MODEL, Rows, changed, with_cell, with_row, write

BENT = ["SimulationPolicy", "OperatingCalendar", "ProductName"]  # of the model as it is: read as something else


def read(folder: Path, tables: dict[str, Rows], **keys: Any) -> bw.Scenario:
    """The scenario of these tables; any other warning than those of the model is an error."""
    return bw.from_anura(write(folder, tables), ignore=[*IGNORED, *BENT], **keys)


def lane_of(scenario: bw.Scenario, source: str | None, item: str) -> dict[str, Any]:
    """The keys of the lane by which an item comes from a source."""
    [lane] = [lane for lane in scenario.lane if lane.source == source and lane.item == item]
    return lane.model_dump(exclude_unset=True, by_alias=True)


def test_facilities_and_suppliers_are_sites(tmp_path: Path) -> None:
    scenario = read(tmp_path, MODEL)
    roles = {site.name: site.role for site in scenario.site}
    assert roles == {"mill": "supplier", "importer": "supplier", "plant": "manufacturer", "depot": "retailer"}
    plant, depot = scenario.sites["plant"], scenario.sites["depot"]
    assert (plant.region, plant.storage, depot.capacity) == ("inland", 900, 100)
    assert [*plant.items] == ["tube", "grease", "cart", "bicycle"]


def test_settings_and_periods_are_its_days(tmp_path: Path) -> None:
    scenario = read(tmp_path, MODEL, name="Bicycles", seed=3)
    assert (scenario.name, scenario.period, scenario.periods, scenario.warm_up) == ("Bicycles", "day", 60, 10)
    assert scenario.seed == 3


def test_products_and_inventory_policies_are_what_is_kept(tmp_path: Path) -> None:
    sites = read(tmp_path, MODEL).sites
    bicycle, cart = sites["depot"].items["bicycle"], sites["depot"].items["cart"]
    tube, grease = sites["plant"].items["tube"], sites["plant"].items["grease"]
    assert bicycle.rule == {"type": "s-S", "s": 40, "S": 90}
    assert (bicycle.stock, bicycle.unit_value, bicycle.sale_price) == (80, 100, 180)
    assert cart.rule == {"type": "s-S", "s": 9, "S": 20}
    assert tube.rule == {"type": "r-Q", "r": 200, "Q": 100}
    assert grease.rule == {"type": "periodic", "review": 7, "level": 60}
    assert (grease.shelf_life, grease.discard_cost) == (30, 0.5)
    assert sites["plant"].items["cart"].rule == {"type": "order-up-to", "level": 0, "cap": 0}
    assert sites["plant"].items["bicycle"].rule == {"type": "pass-on"}
    costs = [terms.holding_cost for terms in (bicycle, cart, tube)]
    assert costs == pytest.approx([100 * 0.365 / 365, 50 * 0.73 / 365, 20 * 0.365 / 365])


def test_policies_of_replenishment_and_transport_are_lanes(tmp_path: Path) -> None:
    scenario = read(tmp_path, MODEL)
    bicycle, cart = (lane_of(scenario, "plant", item) for item in ("bicycle", "cart"))
    assert bicycle == {
        "from": "plant", "to": "depot", "item": "bicycle", "lead_time": 2, "holding_cost": pytest.approx(0.1),
        "minimum": 5, "price": 5, "shipment_cost": 50,
    }  # fmt: skip
    assert cart == {
        "from": "plant", "to": "depot", "item": "cart", "lead_time": 5, "holding_cost": pytest.approx(0.01),
        "multiple": 4, "capacity": 10,
    }  # fmt: skip
    assert lane_of(scenario, "importer", "tube")["lead_time"] == 14
    sourcing = scenario.sites["plant"].items["tube"].sourcing
    assert sourcing is not None
    assert sourcing.model_dump(exclude_unset=True) == {"type": "priority", "order": ("mill", "importer")}


def test_ratios_are_shares_where_nothing_else_is_said(tmp_path: Path) -> None:
    ratio: dict[str, Any] = {
        "FacilityName": "plant",
        "ProductName": "tube",
        "OptimizationPolicy": "By Ratio (Auto Scale)",
    }
    rows: Rows = [
        ratio | {"SourceName": "importer", "OptimizationPolicyValue": 60},
        ratio | {"SourceName": "mill", "OptimizationPolicyValue": 20},
        {"FacilityName": "plant", "ProductName": "grease", "SourceName": "mill"},
    ]
    sourcing = read(tmp_path, changed(ProcurementPolicies=rows)).sites["plant"].items["tube"].sourcing
    assert sourcing is not None
    assert sourcing.model_dump()["shares"] == {"importer": 0.75, "mill": 0.25}


def test_bills_of_materials_are_recipes_within_the_hours_of_a_work_center(tmp_path: Path) -> None:
    """Two bicycles of eight tubes; 48 bicycles or 24 carts in a day, on nine days of ten."""
    scenario = read(tmp_path, MODEL)
    bicycle, cart = (lane_of(scenario, None, item) for item in ("bicycle", "cart"))
    assert bicycle["recipe"] == {"tube": 4, "grease": 0.5}
    assert cart["recipe"] == {"tube": 6}
    assert (bicycle["capacity"], bicycle["price"], bicycle["order_delay"], bicycle["lead_time"]) == (48, 7, 1, 1)
    plant = scenario.sites["plant"]
    assert plant.capacity == pytest.approx(0.9)
    assert plant.uses == pytest.approx({"bicycle": 1 / 48, "cart": 1 / 24})


def test_a_product_may_be_made_by_several_bills(tmp_path: Path) -> None:
    other = MODEL["ProductionPolicies"][0] | {"BOMName": "cart bill", "WorkCenterName": "", "ProductionRate": ""}
    tables = changed(ProductionPolicies=[*MODEL["ProductionPolicies"], other])
    scenario = read(tmp_path, tables)
    recipes = [lane.recipe for lane in scenario.lane if lane.item == "bicycle" and lane.recipe]
    assert recipes == [{"tube": 4, "grease": 0.5}, {"tube": 6}]
    assert bw.run(scenario, 1).costs[0] > 0


def test_a_work_center_of_one_product_is_the_capacity_of_its_lane(tmp_path: Path) -> None:
    tables = with_cell("ProductionPolicies", 1, WorkCenterName="bench", ProductionRate="")
    tables["WorkCenters"] = [
        *MODEL["WorkCenters"],
        {"WorkCenterName": "bench", "FacilityName": "plant", "ThroughputCapacity": 70, "ThroughputCapacityPeriod": 7,
         "ThroughputCapacityPeriodUOM": "DAY"},
    ]  # fmt: skip
    scenario = read(tmp_path, tables)
    assert scenario.sites["plant"].capacity is None
    assert lane_of(scenario, None, "bicycle")["capacity"] == pytest.approx(48 * 0.9)
    assert lane_of(scenario, None, "cart")["capacity"] == 10


def test_customers_ask_the_facility_that_serves_them_on_every_day(tmp_path: Path) -> None:
    depot = read(tmp_path, MODEL).sites["depot"]
    bicycle, cart = depot.items["bicycle"], depot.items["cart"]
    assert isinstance(bicycle.demand, tuple)
    assert isinstance(cart.demand, tuple)
    assert bicycle.demand[0].model_dump()["values"] == (*[10] * 31, *[20] * 29)
    assert cart.demand[0].model_dump()["value"] == 2
    assert (bicycle.patience, cart.patience) == (0, 3)
    assert (cart.sale_price, cart.lost_cost) == (90, 5)


def test_fulfillment_policies_say_who_serves(tmp_path: Path) -> None:
    policies = [{"CustomerName": "south", "ProductName": "cart", "SourceName": "plant"}]
    sites = read(tmp_path, changed(CustomerFulfillmentPolicies=policies)).sites
    assert sites["plant"].items["cart"].demand
    assert not sites["depot"].items["cart"].demand


def test_a_model_runs(tmp_path: Path) -> None:
    history = bw.run(read(tmp_path, MODEL), 1, record=True).history
    received = history[(history["site"] == "depot") & (history["item"] == "bicycle")]["received"]
    assert received.sum() > 500
    made = history[(history["site"] == "plant") & (history["item"] == "bicycle")]["received"]
    assert 0 < made.max() <= 0.9 * 48 + 1e-9


def test_names_are_compared_without_case_and_signs(tmp_path: Path) -> None:
    for name, rows in MODEL.items():
        lower = [{column.lower(): value for column, value in row.items()} for row in rows]
        write(tmp_path, {name.lower(): lower})
    again = bw.from_anura(tmp_path, ignore=[*(name.lower() for name in IGNORED), *BENT])
    (other := tmp_path / tmp_path.name).mkdir()
    assert again.document() == read(other, MODEL).document()


def test_what_is_ignored_or_read_otherwise_is_named(tmp_path: Path) -> None:
    write(tmp_path, MODEL | {"Groups": [{"GroupName": "all", "Member": "x"}]})
    with pytest.warns(UserWarning, match="ignored") as told:
        bw.from_anura(tmp_path)
    [warning] = told
    assert warning.filename == __file__
    assert str(warning.message) == (
        "from_anura: ignored table 'Groups'; TransportationPolicies column 'ModeName' (6 rows); "
        "read InventoryPolicies column 'SimulationPolicy' without a row as ordering what is asked for; WorkCenters "
        "column 'OperatingCalendar' as so much less capacity on all days; ProductionPolicies column 'ProductName' "
        "(2 rows) made within a capacity as ordered a day ahead; ignore=['Groups', 'ModeName', 'SimulationPolicy', "
        "'OperatingCalendar', 'ProductName'] says that this is meant"
    )


def two_shared_work_centers() -> dict[str, Rows]:
    """The model with another work center, at which both inputs are made."""
    made = [
        {"FacilityName": "plant", "ProductName": item, "WorkCenterName": "press", "ProductionRate": 9}
        for item in ("tube", "grease")
    ]
    press = {"WorkCenterName": "press", "FacilityName": "plant"}
    return changed(ProductionPolicies=[*MODEL["ProductionPolicies"], *made], WorkCenters=[*MODEL["WorkCenters"], press])


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (with_cell("Facilities", 0, City="Ulm"), "ignored Facilities column 'City'"),
        (
            with_cell("Facilities", 1, FacilityStatus="Consider"),
            "read Facilities column 'FacilityStatus' 'Consider' as",
        ),
        (with_cell("Facilities", 0, ThroughputCapacity=9), "ignored Facilities column 'ThroughputCapacity'"),
        (with_cell("Suppliers", 0, SupplierCapacity=9), "ignored Suppliers column 'SupplierCapacity'"),
        (with_cell("InventoryPolicies", 0, ReviewPeriod=48), "'ReviewPeriod' 2 days as 1"),
        (with_cell("InventoryPolicies", 0, InitialInventoryUOM="LB"), "'InitialInventoryUOM = LB'"),
        (with_cell("ReplenishmentPolicies", 0, UnitCost="by weight"), "'UnitCost = by weight'"),
        (with_cell("ReplenishmentPolicies", 0, SimulationPolicyLogic="Push"), "'SimulationPolicyLogic = Push'"),
        (with_cell("ProcurementPolicies", 0, SimulationPolicy="By Distance"), "'By Distance' as 'By Preference'"),
        (
            with_cell("TransportationPolicies", 2, TransportTime=30),
            "TransportationPolicies column 'TransportTime' 1.25 days as 2",
        ),
        (with_cell("TransportationPolicies", 2, TransportTime=""), "'TransportTime' nothing as 1 day"),
        (with_cell("TransportationPolicies", 1, ProductName=""), "'ModeName = truck'"),
        (with_cell("TransportationPolicies", 1, LaneCapacityPeriod=""), "'LaneCapacity' as of each day"),
        (
            changed(TransportationPolicies=MODEL["TransportationPolicies"][2:]),
            "'SourceName' (2 rows) without transport as",
        ),
        (with_row("Facilities", FacilityName="shed"), "'FacilityName' 'shed', which keeps nothing, as not there"),
        (
            with_row("TransportationPolicies", OriginName="plant", DestinationName="north"),
            "'CustomerName' (2 rows) of several sources as served by the first",
        ),
        (
            with_row(
                "TransportationPolicies", OriginName="depot", DestinationName="north", UnitCost=2, FixedCost="0.0"
            ),
            "read TransportationPolicies column 'UnitCost' to a customer as none: he is served at once; Inventory",
        ),
        (two_shared_work_centers(), "ignored WorkCenters column 'WorkCenterName (a second one that products share)'"),
        (with_cell("BillsOfMaterials", 1, ProductType="Byproduct"), "'ProductType = Byproduct'"),
        (
            with_cell("ProductionPolicies", 0, SimulationPolicy="Make By Schedule"),
            "'Make By Schedule' as 'Make By Demand'",
        ),
        (with_cell("CustomerDemand", 0, ProductName="tube"), "'ProductName' without a source as from outside in 1 day"),
        (with_cell("ProductionPolicies", 0, ProcessName="weld"), "ignored ProductionPolicies column 'ProcessName'"),
        (with_cell("CustomerDemand", 1, CustomerName="south"), "'BackorderTimeLimit' that differs as the longest"),
        (
            changed(CustomerDemand=[row | {"UnitPrice": 9 + at} for at, row in enumerate(MODEL["CustomerDemand"])]),
            "'UnitPrice' that differs as the largest",
        ),
    ],
)
def test_what_the_engine_cannot_say_is_told(tmp_path: Path, tables: dict[str, Rows], told: str) -> None:
    _, ignored = read_anura(write(tmp_path, tables), [*IGNORED, *BENT[1:2]])
    assert told in ignored.told()


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        (
            with_cell("ReplenishmentPolicies", 0, SourceName="plnt"),
            r"ReplenishmentPolicies.csv:2: SourceName: found 'plnt'; did you mean 'plant'\?",
        ),
        (
            with_cell("InventoryPolicies", 1, InitialInventory=-1),
            "InventoryPolicies.csv:3: InitialInventory: found '-1'",
        ),
        (with_cell("InventoryPolicies", 1, InitialInventory="x"), "found 'x'; give a number, 0 or more"),
        (
            with_cell("InventoryPolicies", 0, SimulationPolicyValue1=""),
            "SimulationPolicyValue1: found nothing; give what",
        ),
        (with_cell("InventoryPolicies", 0, SimulationPolicy="MRP"), "found 'mrp'; give .s,S., .Min,Max."),
        (with_cell("TransportationPolicies", 0, TransportTimeUOM="fortnight"), "TransportTimeUOM: found 'fortnight'"),
        (with_cell("ProductionPolicies", 0, BOMName="bill"), "BOMName: found 'bill'; name one of BillsOfMaterials"),
        (with_cell("ProductionPolicies", 0, WorkCenterName="x"), "found 'x'; name a work center of 'plant'"),
        (with_cell("WorkCenters", 0, OperatingCalendar="x"), "OperatingCalendar: found 'x'; name one of"),
        (with_cell("BusinessCalendars", 0, ClosureDates="soon"), "ClosureDates: found 'soon'; give a date"),
        (with_cell("CustomerDemand", 0, PeriodName="June"), "PeriodName: found 'June'; name one of Periods"),
        (
            with_row("TransportationPolicies", OriginName="mill", DestinationName="south")
            | {
                "CustomerFulfillmentPolicies": [
                    {"CustomerName": "south", "ProductName": "cart", "SourceName": "mill"},
                ]
            },
            "found 'mill', which is no facility, as the source; let a facility serve it",
        ),
        (with_cell("Customers", 0, AllowBackorders="maybe"), "AllowBackorders: found 'maybe'; give True or False"),
        (changed(TransportationPolicies=MODEL["TransportationPolicies"][:4]), "'bicycle' is not brought; add a row"),
    ],
)
def test_faults_are_named(tmp_path: Path, tables: dict[str, Rows], fault: str) -> None:
    write(tmp_path, tables)
    with pytest.raises(bw.ScenarioError, match=fault):
        read_anura(tmp_path)


def test_times_are_in_the_unit_of_the_model(tmp_path: Path) -> None:
    tables = with_cell("ModelSettings", 0, PrimaryTimeUOM="DAY")
    assert lane_of(read(tmp_path, tables), "plant", "bicycle")["lead_time"] == 48


def test_excluded_sites_are_not_spoken_of(tmp_path: Path) -> None:
    scenario = read(tmp_path, with_cell("Suppliers", 1, Status="Exclude"))
    assert "importer" not in scenario.sites
    assert scenario.sites["plant"].items["tube"].sourcing is None


def test_what_is_no_folder_of_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(bw.BullwhipError, match=r"found no folder of CSV files; give one with Facilities\.csv"):
        bw.from_anura(tmp_path)
    with pytest.raises(
        bw.BullwhipError, match="found no ModelStartDate and a later ModelEndDate; give them, or periods"
    ):
        bw.from_anura(write(tmp_path, changed(ModelSettings=[])))


def test_what_the_way_to_a_customer_says_is_told(tmp_path: Path) -> None:
    way = {"TransportTime": 24, "UnitCost": 2, "FixedCost": "by weight", "LaneCapacity": 9}
    _, ignored = read_anura(write(tmp_path, with_cell("TransportationPolicies", 4, **way)), [*IGNORED, *BENT[1:2]])
    told = ignored.told()
    for column in ("TransportTime", "UnitCost", "LaneCapacity"):
        assert f"TransportationPolicies column '{column} (to customers)'" in told
    assert "TransportationPolicies column 'FixedCost = by weight'" in told
