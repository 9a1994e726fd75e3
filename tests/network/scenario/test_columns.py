"""A misnamed column is one fault, however many rows there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bullwhip.agents.rules.rule_tables import check_rule
from tests.network.scenario.files import TABLES, said

DEMAND = TABLES + 'demand = "demand.csv"\n'
ROWS = 40


def table(header: str, row: str, *more: str) -> str:
    """A row for each shop; `#` stands for its number."""
    return "\n".join([header, *(row.replace("#", str(k)) for k in range(ROWS)), *more, ""])


SITES = table("name,role,stock,rule.type,rule.level", "shop #,retailer,4,order-up-to,9", "maker,supplier,,,")
LANES = table("from,to,lead_time,order_delay,item", "maker,shop #,3,,")
SOLD = table("site,type,mean", "shop #,poisson,2")
GOOD = {"sites.csv": SITES, "lanes.csv": LANES, "demand.csv": SOLD}
UNKNOWN = "found an unknown column; did you mean"


def faults_with(folder: Path, file: str, *changes: tuple[str, str]) -> list[str]:
    text = GOOD[file]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return said(folder, DEMAND, GOOD | {file: text}, check_rule=check_rule)


def test_the_tables_are_sound(tmp_path: Path) -> None:
    assert said(tmp_path, DEMAND, GOOD, check_rule=check_rule) == []


@pytest.mark.parametrize(
    ("file", "column", "written"),
    [
        ("sites.csv", "name", "nme"),
        ("sites.csv", "role", "Role"),
        ("sites.csv", "stock", "stok"),
        ("sites.csv", "rule.type", "rule.typ"),
        ("lanes.csv", "from", "form"),
        ("lanes.csv", "to", "too"),
        ("lanes.csv", "lead_time", "leadtime"),
        ("lanes.csv", "order_delay", "order delay"),
        ("lanes.csv", "item", "itme"),
        ("demand.csv", "site", "sites"),
        ("demand.csv", "type", "typ"),
        ("demand.csv", "mean", "meen"),
    ],
)
def test_a_misnamed_column_is_said_once(file: str, column: str, written: str, tmp_path: Path) -> None:
    header = GOOD[file].splitlines()[0]
    renamed = ",".join(written if name == column else name for name in header.split(","))
    found = faults_with(tmp_path, file, (header, renamed))
    assert found == [f"{file}:1: column '{written}': {UNKNOWN} '{column}'?"]


def test_the_type_of_demand_in_a_table_of_sites(tmp_path: Path) -> None:
    sites = table("name,role,rule,demand.typ,demand.mean", "shop #,retailer,pass-on,poisson,9", "maker,supplier,,,")
    assert said(tmp_path, TABLES, GOOD | {"sites.csv": sites}) == [
        f"sites.csv:1: column 'demand.typ': {UNKNOWN} 'demand.type'?"
    ]


def test_a_misnamed_parameter_of_rules(tmp_path: Path) -> None:
    """Which parameters a rule has, only its owner knows; he is asked row by row."""
    assert faults_with(tmp_path, "sites.csv", ("rule.level", "rule.levl")) == [
        (
            "sites.csv:1: column 'rule.levl': found an unknown key in 40 rows (the first is in line 2);"
            " did you mean 'rule.level'?"
        )
    ]


def test_a_parameter_in_a_row_of_another_rule_is_that_rows_fault(tmp_path: Path) -> None:
    found = faults_with(tmp_path, "sites.csv", ("shop 7,retailer,4,order-up-to", "shop 7,retailer,4,pass-on"))
    assert found == ["sites.csv:9: site 'shop 7', rule.level: found an unknown key; remove it"]


def test_a_column_that_all_rows_lack(tmp_path: Path) -> None:
    assert faults_with(tmp_path, "demand.csv", ("mean", "xyz")) == [
        "demand.csv:1: column 'xyz': found an unknown column; remove it",
        (
            "demand.csv:1: column 'mean': found no such column, which 40 rows need (the first is in line 2);"
            " add mean (mean demand per period)"
        ),
    ]
    assert faults_with(tmp_path, "sites.csv", ("rule.type,rule.level", "wheels,length")) == [
        "sites.csv:1: column 'wheels': found an unknown column; remove it",
        "sites.csv:1: column 'length': found an unknown column; remove it",
        (
            "sites.csv:1: column 'rule': found no such column, which 40 rows need (the first is in line 2);"
            ' give one, such as rule = { type = "order-up-to", level = 10 } or rule = "pass-on"'
        ),
    ]


def test_a_rule_without_a_column_for_its_type(tmp_path: Path) -> None:
    sites = table("name,role,rule.level", "shop #,retailer,9", "maker,supplier,")
    assert said(tmp_path, TABLES, GOOD | {"sites.csv": sites}) == [
        (
            "sites.csv:1: column 'rule.type': found no such column, which 40 rows need (the first is in line 2);"
            " add type, the name of a rule"
        )
    ]


def test_a_column_that_a_table_needs_may_be_the_strange_one(tmp_path: Path) -> None:
    assert faults_with(tmp_path, "sites.csv", ("name,role", "xyz,role"))[:1] == [
        "sites.csv:1: column 'name': found no such column; rename the column 'xyz', or add one"
    ]


def test_rows_are_still_read_and_judged_where_a_column_is_misnamed(tmp_path: Path) -> None:
    found = faults_with(tmp_path, "lanes.csv", ("lead_time", "lead_tme"), ("maker,shop 5", "makr,shop 5"))
    assert found == [
        f"lanes.csv:1: column 'lead_tme': {UNKNOWN} 'lead_time'?",
        "lanes.csv:7: lane 'makr -> shop 5', from: found 'makr', which is no site; did you mean 'maker'?",
    ]


def test_what_a_misnamed_column_holds_is_not_judged(tmp_path: Path) -> None:
    """It may have been meant as something else."""
    found = faults_with(tmp_path, "sites.csv", ("name,role,stock", "name,role,stocks"), (",4,", ",in the shed,"))
    assert found == [f"sites.csv:1: column 'stocks': {UNKNOWN} 'stock'?"]


def test_a_misspelt_column_beside_the_right_one(tmp_path: Path) -> None:
    found = faults_with(tmp_path, "sites.csv", ("name,role,stock,", "name,role,stock,stok,"), (",4,", ",4,5,"),
                        ("maker,supplier,,,", "maker,supplier,,,,"))  # fmt: skip
    assert found == [f"sites.csv:1: column 'stok': {UNKNOWN} 'stock'?"]


def test_a_table_of_items_lacks_a_column_once(tmp_path: Path) -> None:
    sites = table(
        "name,role,item,rule,demand.type,demand.men", "shop,retailer,item #,pass-on,poisson,9", "maker,supplier,,,,"
    )
    lanes = "from,to,lead_time\nmaker,shop,1\n"
    assert said(tmp_path, TABLES, {"sites.csv": sites.replace("demand.men", "demand.xyz"), "lanes.csv": lanes}) == [
        "sites.csv:1: column 'demand.xyz': found an unknown column; remove it",
        (
            "sites.csv:1: column 'demand.mean': found no such column, which 40 rows need (the first is in line 2);"
            " add mean (mean demand per period)"
        ),
    ]
    assert said(tmp_path, TABLES, {"sites.csv": sites, "lanes.csv": lanes}) == [
        f"sites.csv:1: column 'demand.men': {UNKNOWN} 'demand.mean'?"
    ]
