"""Every fault that one key can have: its place, what was found, and the remedy."""

from pathlib import Path

import pytest

from bullwhip.network.scenario import faults
from tests.network.scenario.files import DEMAND, changed, said, write

# What is changed in the corner shop, and the one line that must be said of it.
ONE_FAULT = {
    "unknown key": (
        ("stock = 40", "stok = 40"),
        "site 'shop', stok: found an unknown key; did you mean 'stock'?",
    ),
    "unknown key like no other": (
        ("stock = 40", "zzz = 40"),
        "site 'shop', zzz: found an unknown key; remove it",
    ),
    "unknown key of the scenario": (
        ("warm_up", "warmup"),
        "warmup: found an unknown key; did you mean 'warm_up'?",
    ),
    "unknown key of a lane": (
        ("order_delay", "delay"),
        "lane 'maker -> shop', delay: found an unknown key; did you mean 'order_delay'?",
    ),
    "unknown key of a demand": (
        ("mean = 10", "mean = 10, seeson = [1]"),
        "site 'shop', demand.seeson: found an unknown key; did you mean 'season'?",
    ),
    "misspelt key that is needed": (
        ("mean = 10", "meen = 10"),
        "site 'shop', demand.meen: found an unknown key; did you mean 'mean'?",
    ),
    "misspelt end of a lane": (
        ("to =", "too ="),
        "lane '#1', too: found an unknown key; did you mean 'to'?",
    ),
    "unknown role": (
        ('"retailer"', '"retailr"'),
        "site 'shop', role: found 'retailr', which is unknown; did you mean 'retailer'?",
    ),
    "role like no other": (
        ('"retailer"', '"x"'),
        "site 'shop', role: found 'x', which is unknown; give one of supplier, manufacturer, distributor, retailer",
    ),
    "role in capitals": (
        ('"retailer"', '"Retailer"'),
        "site 'shop', role: found 'Retailer', which is unknown; did you mean 'retailer'?",
    ),
    "unknown demand": (
        ('"poisson"', '"poison"'),
        "site 'shop', demand.type: found 'poison', which is unknown; did you mean 'poisson'?",
    ),
    "demand without a type": (
        ('type = "poisson", ', ""),
        "site 'shop', demand.type: found no type; add type, the kind of demand",
    ),
    "unknown allocation": (
        ("stock = 40", 'allocation = "priorty"'),
        "site 'shop', allocation: found 'priorty', which is unknown; did you mean 'priority'?",
    ),
    "missing key": (
        ('role = "supplier"', ""),
        (
            "site 'maker', role: found nothing; add role (what kind of agent acts here: supplier, manufacturer,"
            " distributor or retailer)"
        ),
    ),
    "missing lead time": (
        ("lead_time = 3", ""),
        (
            "lane 'maker -> shop', lead_time: found nothing; add lead_time (periods from shipping to receiving,"
            " 1 or more)"
        ),
    ),
    "no number": (
        ("stock = 40", 'stock = "many"'),
        "site 'shop', stock: found 'many', which is not a number; give a number of units",
    ),
    "number in quotes": (
        ("stock = 40", 'stock = "40"'),
        "site 'shop', stock: found '40', which is not a number; give a number of units",
    ),
    "true for a number": (
        ("stock = 40", "stock = true"),
        "site 'shop', stock: found true, which is not a number; give a number of units",
    ),
    "number out of range": (
        ("stock = 40", "stock = -1"),
        "site 'shop', stock: found -1; give 0 or more units",
    ),
    "number beyond all range": (
        ("stock = 40", "stock = 1e16"),
        "site 'shop', stock: found 1e+16; give at most 1000000000000000 units",
    ),
    "number that no float holds": (
        ("stock = 40", f"stock = 1{'0' * 400}"),
        "site 'shop', stock: found a very large number; give a smaller number",
    ),
    "negative cost": (
        ("holding_cost = 0.5", "holding_cost = -0.5"),
        "site 'shop', holding_cost: found -0.5; give 0 or more (money per unit and period)",
    ),
    "negative backlog cost": (
        ("backlog_cost = 1.0", "backlog_cost = -1"),
        "site 'shop', backlog_cost: found -1; give 0 or more (money per unit and period)",
    ),
    "not a number": (
        ("holding_cost = 0.5", "holding_cost = nan"),
        (
            "site 'shop', holding_cost: found nan, which is not a finite number; give a number"
            " (money per unit and period)"
        ),
    ),
    "infinite": (
        ("stock = 40", "stock = inf"),
        "site 'shop', stock: found inf, which is not a finite number; give a number of units",
    ),
    "no whole number": (
        ("lead_time = 3", "lead_time = 2.5"),
        "lane 'maker -> shop', lead_time: found 2.5, which is not a whole number; give a whole number of periods",
    ),
    "lead time of 0": (
        ("lead_time = 3", "lead_time = 0"),
        "lane 'maker -> shop', lead_time: found 0; give 1 or more periods",
    ),
    "negative order delay": (
        ("order_delay = 0", "order_delay = -1"),
        "lane 'maker -> shop', order_delay: found -1; give 0 or more periods",
    ),
    "no text": (
        ('name = "maker"', "name = 7"),
        "site '#2', name: found 7, which is not a text; put it in quotes",
    ),
    "empty name": (
        ('period = "day"', 'period = ""'),
        "period: found an empty text; give a name",
    ),
    "neither true nor false": (
        ("stock = 40", 'person = "yes"'),
        "site 'shop', person: found 'yes', which is neither true nor false; give true or false, without quotes",
    ),
    "no table": (
        (DEMAND, "10"),
        "site 'shop', demand: found 10, which is not a table; give a table: { key = value, ... }",
    ),
    "no table for a rule": (
        ('{ type = "order-up-to", level = 42 }', "42"),
        "site 'shop', rule: found 42, which is not a table; give a table: { key = value, ... }",
    ),
    "rule without a type": (
        ('type = "order-up-to", ', ""),
        "site 'shop', rule.type: found no type; add type, the name of a rule",
    ),
    "type of a rule that is no text": (
        ('type = "order-up-to"', "type = 3"),
        "site 'shop', rule.type: found 3, which is not a text; give the name of a rule, in quotes",
    ),
    "type of a demand that is no text": (
        (DEMAND, "{ type = 3, mean = 10 }"),
        "site 'shop', demand.type: found 3; give one of constant, step, normal, poisson,",
    ),
    "no list": (
        ("order_delay = 0", "in_transit = 4"),
        "lane 'maker -> shop', in_transit: found 4, which is not a list; put it in brackets: [ ... ]",
    ),
    "fault within a list": (
        ("order_delay = 0", "in_transit = [4, -1]"),
        "lane 'maker -> shop', in_transit[2]: found -1; give 0 or more units",
    ),
    "no periods": (("periods = 365", "periods = 0"), "periods: found 0; give 1 or more periods"),
    "seed too large": (
        ("warm_up = 30", f"seed = {2**64}"),
        f"seed: found {2**64}; give at most {2**64 - 1}",
    ),
    "negative seed": (("warm_up = 30", "seed = -1"), "seed: found -1; give 0 or more"),
    "share of what is not shared": (
        ("warm_up = 30", 'share = ["demands"]'),
        "share.demands: found an unknown key; did you mean 'demand'?",
    ),
    "share that is no list": (
        ("warm_up = 30", "share = { stock = 3 }"),
        'share.stock: found 3, which is no list of sites; give "all", or a list of sites\' names',
    ),
    "negative binomial with too small a variance": (
        (DEMAND, '{ type = "negative-binomial", mean = 3, variance = 3 }'),
        "site 'shop', demand.variance: found 3, not more than the mean 3; give a variance above the mean",
    ),
    "autocorrelation of 1": (
        (DEMAND, '{ type = "ar1", mean = 3, rho = 1, sd = 1 }'),
        "site 'shop', demand.rho: found 1; give less than 1",
    ),
    "step before the first period": (
        (DEMAND, '{ type = "step", before = 4, after = 8, at = 0 }'),
        "site 'shop', demand.at: found 0; give 1 or more",
    ),
    "gamma without spread": (
        (DEMAND, '{ type = "gamma", mean = 3, sd = 0 }'),
        "site 'shop', demand.sd: found 0; give more than 0 units",
    ),
    "second of two demands": (
        (DEMAND, f'[{DEMAND}, {{ type = "poisson", mean = -1 }}]'),
        "site 'shop', demand[2].mean: found -1; give 0 or more units",
    ),
    "empty series": (
        (DEMAND, '{ type = "series", values = [] }'),
        "site 'shop', demand.values: found no values; give one or more, or a file that has them",
    ),
    "series of nothing": (
        (DEMAND, '{ type = "series" }'),
        "site 'shop', demand.values: found no values; give one or more, or a file that has them",
    ),
    "second item without a lane": (
        ("stock = 40", "items = { tea = {}, coffee = { stok = 3 } }"),
        "site 'shop', items.coffee.stok: found an unknown key; did you mean 'stock'?",
    ),
    "key of a site at an item": (
        ("stock = 40", 'items = { tea = {}, coffee = { role = "retailer" } }'),
        "site 'shop', items.coffee.role: found an unknown key; did you mean 'rule'?",
    ),
    "illegal key of an item": (
        ("stock = 40", "items = { tea = {}, coffee = { stock = -3 } }"),
        "site 'shop', items.coffee.stock: found -3; give 0 or more units",
    ),
}
CONSEQUENCES = {
    "no text": 2,  # the lane's end has no name then
}


@pytest.mark.parametrize("case", ONE_FAULT)
def test_a_single_fault_is_named_once_with_place_and_remedy(case: str, tmp_path: Path) -> None:
    change, line = ONE_FAULT[case]
    found = said(tmp_path, changed(change))
    assert any(one.startswith(f"shop.toml: {line}") for one in found), found
    assert len(found) == CONSEQUENCES.get(case, 1), found


def test_malformed_and_illegal_are_told_apart(tmp_path: Path) -> None:
    [malformed] = faults(write(tmp_path, changed(("stock = 40", 'stock = "x"'))))
    [illegal] = faults(write(tmp_path, changed(("stock = 40", "stock = -1"))))
    assert (malformed.kind, illegal.kind) == ("malformed", "illegal")
    assert (illegal.table, illegal.name, illegal.key) == ("site", "shop", "stock")
    assert (illegal.found, illegal.remedy) == ("-1", "give 0 or more units")
    assert illegal.file.endswith("shop.toml")
    assert illegal.line is None
