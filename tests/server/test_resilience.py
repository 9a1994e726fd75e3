"""`bullwhip resilience`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import bullwhip as bw
from tests.agents.runs.test_resilience import poisson
from tests.server.calls import Call


@pytest.fixture
def stormy(tmp_path: Path) -> Path:
    return bw.load(poisson()).save(tmp_path / "stormy.toml")


def test_it_prints_what_python_gives(call: Call, stormy: Path) -> None:
    found = bw.resilience(stormy, 30, seed=3, failed=0.8, recovered=0.9)
    asked = ("resilience", str(stormy), "-n", "30", "--seed", "3", "--failed", "0.8", "--recovered", "0.9")
    assert call(*asked).stdout == f"{found}\n"
    assert json.loads(call(*asked, "--json", "--workers", "2").stdout) == found.as_dict()


def test_settings_change_the_scenario_first(call: Call, stormy: Path) -> None:
    done = call(
        "resilience",
        str(stormy),
        "-n",
        "20",
        "--set",
        "site.shop.rule.level=40",
        "--set",
        "site.shop.stock=40",
        "--json",
    )
    assert json.loads(done.stdout)["customers"]["share_failing"] == 0


def test_files_are_written(call: Call, stormy: Path, tmp_path: Path) -> None:
    done = call("resilience", str(stormy), "-n", "20", "--out", str(tmp_path / "out"), "--xlsx")
    assert done.exit_code == 0
    assert f"Written to {tmp_path / 'out'}: network (.csv, .parquet), failures (.csv, .parquet)" in done.stdout
    there = {file.name for file in (tmp_path / "out").iterdir()}
    assert {"result.json", "result.xlsx", "resilience.png", "resilience.svg"} <= there


def test_faults_are_told(call: Call, stormy: Path) -> None:
    done = call("resilience", str(stormy), "--failed", "0.99", "--recovered", "0.5")
    assert done.exit_code == 1
    assert "failed: found 0.99, which is above recovered, 0.5" in done.stderr
    assert call("resilience", str(stormy), "--failed", "0").exit_code == 2
