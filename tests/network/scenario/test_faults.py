"""Many faults at once, and scenarios of which little can be understood."""

from pathlib import Path

import pytest

from tests.network.scenario.files import DEMAND, DEPOT, LANE, SHOP, changed, said


def test_a_file_with_many_faults_lists_them_all(tmp_path: Path) -> None:
    text = changed(
        ("periods = 365", 'periods = "a year"'),
        ("warm_up = 30", "perid = 3"),
        ("stock = 40", "stok = -40"),
        ("holding_cost = 0.5", "holding_cost = -0.5"),
        (DEMAND, '{ type = "poisson", mean = "ten" }'),
        ('role = "supplier"', f'role = "suplier"\ndemand = {DEMAND}'),
        ('from = "maker"', 'from = "makr"'),
        ("lead_time = 3", "lead_time = 0\nin_mail = [1, 2]"),
    )
    text += LANE.format("maker", "shop") + LANE.format("maker", "depot")
    assert said(tmp_path, text) == [
        "shop.toml: periods: found 'a year', which is not a whole number; give a whole number of periods",
        "shop.toml: perid: found an unknown key; did you mean 'period'?",
        "shop.toml: site 'shop', holding_cost: found -0.5; give 0 or more (money per unit and period)",
        "shop.toml: site 'shop', demand.mean: found 'ten', which is not a number; give a number of units",
        "shop.toml: site 'shop', stok: found an unknown key; did you mean 'stock'?",
        "shop.toml: site 'maker', role: found 'suplier', which is unknown; did you mean 'supplier'?",
        "shop.toml: lane 'makr -> shop', lead_time: found 0; give 1 or more periods",
        "shop.toml: lane 'makr -> shop', from: found 'makr', which is no site; did you mean 'maker'?",
        "shop.toml: lane 'maker -> depot', to: found 'depot', which is no site; add a [[site]] of this name",
        (
            "shop.toml: site 'shop', sourcing: found nothing, and 2 lanes with 'item' (from makr, maker); give one of"
            ' shares, priority, cheapest, fastest, random, such as sourcing = "priority", or a rule that orders by lane'
        ),
        (
            "shop.toml: lane 'makr -> shop', in_mail: found 2 entries; give at most 0, the order_delay:"
            " one for each period to come"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["name: found nothing; add name (what", "periods: found nothing; add", "site: found no sites"]),
        ('name = "x"\nperiods = 3', ["site: found no sites; add a [[site]] for each place, and a [[lane]] to supply"]),
        ('name = "x"\nperiods = 3\nsite = 3', ["site: found 3, which is no list of tables; write [[site]] above each"]),
        ('name = "x"\nperiods = 3\nsite = [3]', ["site '#1': found 3, which is not a table; give a table"]),
        (SHOP.replace("[[lane]]", "[lane]"), ["lane: found a table; write [[lane]] above each lane"]),
        ('name = "x"\nperiods = 3\n[[site]]', ["site '#1', name: found nothing", "site '#1', role: found nothing"]),
    ],
)  # fmt: skip
def test_a_scenario_without_sites_is_empty(text: str, expected: list[str], tmp_path: Path) -> None:
    found = said(tmp_path, text)
    assert len(found) == len(expected), found
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(f"shop.toml: {start}")


def test_names_of_a_large_network_still_get_a_suggestion(tmp_path: Path) -> None:
    sites = "".join(DEPOT.replace("depot", f"depot-{at}") for at in range(1500))
    lanes = "".join(LANE.format("maker", f"depot-{at}") for at in range(1500))
    [line] = said(tmp_path, SHOP + sites + lanes + LANE.format("dpot-77", "shop").replace("1", "2"))[:1]
    assert line.endswith("found 'dpot-77', which is no site; did you mean 'depot-77'?")
