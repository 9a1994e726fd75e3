"""`bullwhip stress`."""

import json
from pathlib import Path

import bullwhip as bw
from tests.server.calls import Call


def test_a_table_says_what_each_outage_does(call: Call, shop: Path) -> None:
    done = call("stress", str(shop), "-n", "20", "--length", "6", "--seed", "4")
    assert done.exit_code == 0
    assert done.stdout == str(bw.stress(shop, 20, seed=4, length=6)) + "\n"
    assert "Shop: each down for 6 days from day 6 on; 20 replications, seed 4" in done.stdout
    assert "more days of cover at shop prevents" in done.stdout


def test_json_is_all_that_is_printed(call: Call, shop: Path) -> None:
    options = ("--pairs", "--start", "9", "--remedies", "0", "--failed", "0.9", "--recovered", "0.98", "--json")
    told = json.loads(call("stress", str(shop), "-n", "20", *options).stdout)
    assert [told[key] for key in ("scenario", "start", "length", "failed", "recovered")] == ["Shop", 9, 5, 0.9, 0.98]
    assert [one["name"] for one in told["outages"]] == ["shop and maker", "shop", "maker"]
    assert all(one["remedies"] == [] for one in told["outages"])


def test_files_are_written(call: Call, shop: Path, tmp_path: Path) -> None:
    done = call("stress", str(shop), "-n", "20", "--out", "out", "--xlsx", "--premium", "0.3", "--capacity-cost", "1")
    assert done.exit_code == 0
    assert "Written to out: stress (.csv, .parquet, .png, .svg), remedies (.csv, .parquet)" in done.stdout
    assert {"result.json", "result.xlsx"} <= {file.name for file in (tmp_path / "out").iterdir()}


def test_faults_are_told(call: Call, shop: Path) -> None:
    assert "start: found 41, beyond the run" in call("stress", str(shop), "--start", "41").stderr
    assert "found 0.99 and 0.5" in call("stress", str(shop), "--failed", "0.99", "--recovered", "0.5").stderr
    assert call("stress", str(shop), "--length", "0").exit_code == 2
