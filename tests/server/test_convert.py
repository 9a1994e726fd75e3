"""`bullwhip convert`."""

from pathlib import Path

import pytest

import bullwhip as bw
from tests.agents.exchange.anura_models import MODEL, changed, write
from tests.server.calls import Call


def test_a_folder_of_tables_becomes_a_scenario_file(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder := tmp_path / "bicycles").mkdir()
    write(folder, MODEL)
    monkeypatch.chdir(tmp_path)
    done = call("convert", "bicycles")
    assert done.exit_code == 0
    assert done.stdout == "Written: bicycles.toml\n"
    assert done.stderr.splitlines() == [
        "Ignored TransportationPolicies column 'ModeName' (6 rows)",
        "read InventoryPolicies column 'SimulationPolicy' without a row as ordering what is asked for",
        "WorkCenters column 'OperatingCalendar' as so much less capacity on all days",
        "ProductionPolicies column 'ProductName' (2 rows) made within a capacity as ordered a day ahead.",
    ]
    assert bw.load("bicycles.toml").name == "bicycles"


def test_keys_may_be_changed(call: Call, tmp_path: Path) -> None:
    write(tmp_path, changed(ModelSettings=[], CustomerDemand=MODEL["CustomerDemand"][2:]))
    file = tmp_path / "made.toml"
    done = call(
        "convert", str(tmp_path), "--out", str(file), "--periods", "30", "--set", "site.depot.items.cart.stock=7"
    )
    assert done.exit_code == 0
    scenario = bw.load(file)
    assert (scenario.periods, scenario.sites["depot"].items["cart"].stock) == (30, 7)


def test_faults_are_told(call: Call, tmp_path: Path) -> None:
    done = call("convert", str(tmp_path))
    assert done.exit_code == 1
    assert "found no folder of CSV files" in done.output
