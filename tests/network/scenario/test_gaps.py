"""A gap in a list is a fault in its place: what follows it never moves to an earlier period."""

from pathlib import Path

from bullwhip.network.scenario import read
from tests.network.scenario.files import GOOD, LANES, SITES, TABLES, write


def test_an_empty_entry_of_a_rules_list_is_not_left_out(tmp_path: Path) -> None:
    sites = SITES.replace("rule.level", "rule.orders").replace("order-up-to,42.5", "recorded,4;;9")
    site = read(write(tmp_path, TABLES, GOOD | {"sites.csv": sites})).sites["shop"]
    assert site.rule is not None
    assert site.rule["orders"] == [4, "", 9]  # which the rule's owner refuses


def test_a_list_may_end_in_a_separator(tmp_path: Path) -> None:
    read_ = read(write(tmp_path, TABLES, GOOD | {"lanes.csv": LANES.replace("4;4.5", "4;4.5;")}))
    assert read_.lane[0].in_transit == (4, 4.5)
