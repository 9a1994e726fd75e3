"""`bullwhip frontier`."""

import json
from pathlib import Path

import bullwhip as bw
from tests.server.calls import Call

QUICK = ("-n", "20", "--points", "3", "--trials", "10")


def test_a_table_says_what_cover_costs(call: Call, shop: Path) -> None:
    done = call("frontier", str(shop), *QUICK, "--cover", "1", "--seed", "4")
    assert done.exit_code == 0
    assert done.stdout == str(bw.frontier(shop, 20, seed=4, cover=1, points=3, trials=10)) + "\n"
    assert "from just-in-time to just-in-case; 35 days, 20 replications, seed 4" in done.stdout
    assert "0.5 days of cover" in done.stdout


def test_json_is_all_that_is_printed(call: Call, shop: Path) -> None:
    done = call("frontier", str(shop), *QUICK, "--json", "--set", "site.shop.rule.level=50", "--site", "shop")
    told = json.loads(done.stdout)
    assert [told[key] for key in ("scenario", "replications", "periods", "best")] == ["Shop", 20, 35, "hybrid"]
    assert [point["point"] for point in told["points"][:2]] == ["today", "just-in-time"]
    assert list(told["points"][-1]["settings"]) == ["shop"]


def test_files_are_written(call: Call, shop: Path, tmp_path: Path) -> None:
    done = call("frontier", str(shop), *QUICK, "--out", "out", "--xlsx", "--periods", "30")
    assert done.exit_code == 0
    assert "Written to out: frontier (.csv, .parquet, .png, .svg), hybrids (.csv, .parquet)" in done.stdout
    written = {file.name for file in (tmp_path / "out").iterdir()}
    assert {"frontier.png", "frontier.csv", "hybrid.toml", "result.json", "result.xlsx"} <= written
    assert bw.load(tmp_path / "out" / "hybrid.toml").sites["shop"].rule is not None


def test_faults_are_told(call: Call, shop: Path) -> None:
    assert "found 'maker', which keeps no stock" in call("frontier", str(shop), "--site", "maker").stderr
    assert "give a share above 0 and below 1" in call("frontier", str(shop), "--fill-rate", "95").stderr
    assert call("frontier", str(shop), "--cover", "0").exit_code == 2
    assert call("frontier", str(shop), "--points", "2").exit_code == 2
