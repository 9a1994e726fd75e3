"""`bullwhip run`."""

import json
from pathlib import Path

import pandas as pd
import pytest

import bullwhip as bw
from tests.bakery import BAKERY
from tests.server.calls import Call

CONTRACT = {
    "cost", "cost_per_period", "holding_cost", "backlog_cost", "fill_rate", "cycle_service", "on_hand", "backlog",
    "in_transit", "orders_mean", "orders_variance", "bullwhip", "lost_units", "outdated_units",
}  # fmt: skip


def test_json_is_one_object_and_nothing_else(call: Call, shop: Path) -> None:
    done = call("run", shop, "--json", "--replications", 20, "--seed", 9, "--periods", 30, "--workers", 2)
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["scenario"], told["seed"], told["replications"], told["periods"]) == ("Shop", 9, 20, 30)
    assert {*told["sites"]["shop"]["item"]} >= CONTRACT
    assert {*told["network"]} >= CONTRACT
    cost = told["sites"]["shop"]["item"]["cost"]
    assert cost["low"] < cost["mean"] < cost["high"]
    assert told == bw.run(bw.load(shop), 20, 30, 9).as_dict()


def test_the_benchmark_of_1989_costs_204(call: Call) -> None:
    told = json.loads(call("run", "beer-game-1989", "--json").stdout)
    costs = [site["item"]["cost"] for site in told["sites"].values()]
    assert [cost["mean"] for cost in costs] == [46, 50, 54, 54]
    assert told["network"]["cost"] == {"mean": 204, "low": 204, "high": 204}


def test_a_table_of_measures(call: Call, shop: Path) -> None:
    done = call("run", shop, "-n", 50)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Shop: 40 days (35 counted), 50 replications, seed 1\n")
    assert "mean ± half of its 95% interval" in done.stdout
    cost = next(line for line in done.stdout.splitlines() if line.startswith("  cost  "))
    assert " ± " in cost
    assert "  shop  " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_one_replication_is_said_to_have_no_intervals(call: Call, shop: Path) -> None:
    done = call("run", shop)
    assert "±" not in done.stdout
    assert "One replication has no intervals: --replications 100 gives them." in done.stdout
    certain = call("run", "beer-game")
    assert "One replication has no intervals" not in certain.stdout


def test_settings_change_the_scenario(call: Call, shop: Path) -> None:
    done = call("run", shop, "--json", "--set", "site.shop.rule.level=60", "--set", "seed = 4", "--set", "name=Other")
    told = json.loads(done.stdout)
    assert (told["seed"], told["scenario"]) == (4, "Other")
    settings = {"site.shop.rule.level": "60", "seed": "4", "name": "Other"}
    assert told == bw.run(bw.load(shop, settings)).as_dict()


def test_all_faults_of_settings_are_told(call: Call, shop: Path) -> None:
    done = call("run", shop, "--set", "site.shpo.stock=3", "--set", "periods=x", "--set", "site.shop.rule.lvl=3")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "--set site.shpo.stock=3: found 'shpo', which is no site; did you mean 'shop'?" in done.stderr
    assert "--set periods=x: periods: found 'x'" in done.stderr
    assert "lvl: found an unknown key; did you mean 'level'?" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--replications", "0"],
        ["--replications", "many"],
        ["--periods", "-1"],
        ["--seed", "-1"],
        ["--seed", str(2**64)],
        ["--workers", "0"],
        ["--set", "stock"],
        ["--set", "=3"],
        ["--out", "shop.toml"],
        ["--colour"],
        ["more"],
    ],
    ids=" ".join,
)
def test_usage_errors_exit_2(call: Call, shop: Path, arguments: list[str]) -> None:
    done = call("run", shop, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error: " in done.stderr


def test_a_run_within_its_warm_up_is_refused(call: Call, shop: Path) -> None:
    done = call("run", shop, "--periods", 5)
    assert done.exit_code == 1
    assert done.stderr == "periods: found 5, but the warm-up takes 5; give more periods, or set warm_up\n"


def test_out_writes_tables_and_pictures(call: Call, shop: Path) -> None:
    done = call("run", shop, "--out", "new/folder", "-n", 12)
    folder = shop.parent / "new" / "folder"
    assert done.exit_code == 0
    assert {file.name for file in folder.iterdir()} == {
        "summary.csv", "summary.parquet", "sites.csv", "sites.parquet", "network.csv", "network.parquet",
        "result.json", "overview.png", "overview.svg",
    }  # fmt: skip
    assert done.stdout.splitlines()[-1].startswith(f"Written to {Path('new/folder')}: ")
    result = bw.run(bw.load(shop), 12)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "summary.parquet"), result.summary)
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == result.as_dict()


def test_with_json_the_notes_go_to_standard_error(call: Call, shop: Path) -> None:
    done = call("run", shop, "--json", "--plot")
    assert json.loads(done.stdout)["scenario"] == "Shop"
    assert done.stderr == f"Written to {Path('out/shop')}: overview (.png, .svg)\n"


def test_plot_without_out_has_a_folder_of_its_own(call: Call, shop: Path) -> None:
    done = call("run", shop, "--plot")
    assert f"Written to {Path('out/shop')}: overview (.png, .svg)" in done.stdout
    assert {file.name for file in (shop.parent / "out" / "shop").iterdir()} == {"overview.png", "overview.svg"}


def test_record_writes_the_history(call: Call, shop: Path) -> None:
    assert call("run", shop, "--record", "-n", 2).exit_code == 0
    history = pd.read_parquet(shop.parent / "out" / "shop" / "history.parquet")
    assert len(history) == 40 * 2
    done = call("run", shop, "--out", "out/shop")
    assert "history.csv is of an earlier run; --record writes it anew." in done.stderr


def test_a_refused_scenario_leaves_no_folder(call: Call, shop: Path) -> None:
    assert call("run", shop, "--out", "new", "--set", "periods=0").exit_code == 1
    assert not (shop.parent / "new").exists()


def test_a_folder_that_cannot_be_made_is_told(call: Call, shop: Path) -> None:
    done = call("run", shop, "--out", "shop.toml/inside")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "shop.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_rule_of_ones_own_lies_beside_the_scenario(call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = (
        "from dataclasses import dataclass\nimport bullwhip as bw\n\n"
        "@dataclass(frozen=True)\nclass Mine(bw.Rule):\n    level: float\n"
        "    def order(self, view):\n        return self.level - view.position\n"
    )
    (shop.parent / "rules_beside.py").write_text(own, encoding="utf-8")
    text = shop.read_text(encoding="utf-8").replace('"order-up-to"', '"rules_beside:Mine"')
    (shop.parent / "mine.toml").write_text(text, encoding="utf-8")
    expected = json.loads(call("run", shop, "--json").stdout)
    monkeypatch.chdir("/")
    done = call("run", shop.parent / "mine.toml", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == expected


def test_a_rule_that_fails_is_told(call: Call, shop: Path) -> None:
    rule = '{ type = "recorded", orders = [10, 10] }'
    done = call("run", shop, "--set", f"site.shop.rule={rule}")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("rule Recorded of shop, period 3: recorded orders end with period 2")


def test_an_error_in_a_rule_of_ones_own_is_one_message(call: Call, shop: Path) -> None:
    own = (
        "from dataclasses import dataclass\nimport bullwhip as bw\n\n"
        "@dataclass(frozen=True)\nclass Mine(bw.Rule):\n"
        "    def order(self, view):\n        return view.asked if view.period < 7 else nothing\n"
    )
    (shop.parent / "failing_rules.py").write_text(own, encoding="utf-8")
    for arguments in ([], ["--workers", 2, "-n", 200]):
        done = call("run", shop, "--set", "site.shop.rule=failing_rules:Mine", "--periods", 9, *arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        place = f"{Path('failing_rules.py')}:7, in order"
        assert done.stderr == f"rule Mine of shop, period 7: NameError: name 'nothing' is not defined ({place})\n"


def many(sites: int, items: int) -> str:
    """A scenario of so many shops with so many items."""
    kept = "\n".join(
        f'[site.items."item {k}"]\nrule = "pass-on"\ndemand = {{ type = "poisson", mean = {k + 1} }}'
        for k in range(items)
    )
    shops = "\n".join(f'[[site]]\nname = "shop {k}"\nrole = "retailer"\nholding_cost = 1\n{kept}' for k in range(sites))
    lanes = "\n".join(f'[[lane]]\nto = "shop {k}"\nlead_time = 1' for k in range(sites))
    return f'name = "Many"\nperiods = 5\n{shops}\n{lanes}\n'


@pytest.mark.parametrize(
    ("sites", "items", "said"),
    [
        (2, 3, ["By stockpoint", "More measures: "]),
        (2, 30, ["By site, all items together", "The 10 costliest of 60 stockpoints", "Left out: 50 stockpoints"]),
        (30, 1, ["The 20 costliest of 30 sites", "Left out: 10 sites"]),
        (30, 30, ["The 20 costliest of 900 stockpoints", "Left out: 880 stockpoints"]),
    ],
)
def test_what_does_not_fit_is_left_out_and_it_says_so(
    call: Call, shop: Path, sites: int, items: int, said: list[str]
) -> None:
    (shop.parent / "many.toml").write_text(many(sites, items), encoding="utf-8")
    done = call("run", "many.toml", "-n", 3)
    assert done.exit_code == 0, done.stderr
    assert all(words in done.stdout for words in said)
    assert max(map(len, done.stdout.splitlines())) <= 83
    assert len(done.stdout.splitlines()) < 55


def test_sums_by_site(call: Call, shop: Path) -> None:
    """They are what the history says."""
    (shop.parent / "many.toml").write_text(many(2, 30), encoding="utf-8")
    done = call("run", "many.toml")
    shown = next(line for line in done.stdout.splitlines() if line.startswith("  shop 1    "))
    history = bw.run(bw.load(shop.parent / "many.toml"), record=True).history
    mine = history[history["site"] == "shop 1"]
    backlog = mine.groupby("period")["backlog"].sum().mean()
    assert shown.split()[2:4] == ["30", "0"]
    assert shown.split()[6] == f"{backlog:,.{0 if backlog % 1 == 0 else 1}f}"


def test_a_bullwhip_of_unlike_items_is_told(call: Call, tmp_path: Path) -> None:
    """Outside is asked for flour, and customers ask for bread; a shop that sells its one item is plain."""
    (tmp_path / "bakery.toml").write_text(BAKERY.replace("person = true", ""), encoding="utf-8")
    said = "Its orders are of other items than its demand"
    baked = call("run", str(tmp_path / "bakery.toml"))
    assert baked.exit_code == 0, baked.stderr
    assert said in baked.stdout
    assert said not in call("run", str(tmp_path / "bakery.toml"), "--measures", "cost").stdout
    for plain in ("corner-shop", "two-shops"):
        assert said not in call("run", plain, "--periods", "60").stdout
