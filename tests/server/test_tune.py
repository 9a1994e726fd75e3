"""`bullwhip tune`."""

from pathlib import Path

import bullwhip as bw
from tests.server.calls import Call


def test_the_scenario_is_printed_and_the_table_beside_it(call: Call, tmp_path: Path) -> None:
    done = call("tune", "corner-shop", "-n", "20")
    assert done.exit_code == 0
    assert "shop        order-up-to level  newsvendor formula      42     32" in done.stderr
    assert "measured on 20 replications of seed 1, which the search did not see" in done.stderr
    file = tmp_path / "tuned.toml"
    file.write_text(done.stdout, encoding="utf-8")
    assert bw.load(file) == bw.tune("corner-shop", 20).scenario


def test_it_goes_into_a_file(call: Call, shop: Path) -> None:
    file = shop.with_name("tuned.toml")
    done = call("tune", str(shop), "--out", str(file), "--trials", "20", "--method", "simulation", "--seed", "3")
    assert done.exit_code == 0
    assert f"Written to {file}" in done.stdout
    assert bw.load(file).sites.keys() == bw.load(shop).sites.keys()


def test_faults_are_told_before_anything_is_searched(call: Call, tmp_path: Path) -> None:
    done = call("tune", "corner-shop", "--out", str(tmp_path / "tuned.txt"))
    assert done.exit_code == 1
    assert "give one that ends in .toml" in done.stderr
    assert "give a share above 0 and below 1" in call("tune", "corner-shop", "--fill-rate", "95").stderr
    assert "no shipped rule" in call("tune", "corner-shop", "--rule", "order-upto").stderr
    assert call("tune", "corner-shop", "--method", "luck").exit_code == 2
    assert list(tmp_path.iterdir()) == []
