"""Every fault that one table, or two, can have: its place, what was found, and the remedy."""

from pathlib import Path

import pytest

from bullwhip.network.scenario import faults
from tests.network.scenario.files import DEMAND, SHOP, changed, said, write

LANE = '\n[[lane]]\nfrom = "{}"\nto = "{}"\nlead_time = 1\n'
DEPOT = '\n[[site]]\nname = "depot"\nrole = "distributor"\nrule = "pass-on"\n'

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
        ("site 'maker', role: found nothing; add role (what kind of agent acts here: supplier, manufacturer,"
        " distributor or retailer)"),
    ),
    "missing lead time": (
        ("lead_time = 3", ""),
        ("lane 'maker -> shop', lead_time: found nothing; add lead_time (periods from shipping to receiving,"
        " 1 or more)"),
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
        ("site 'shop', holding_cost: found nan, which is not a finite number; give a number"
        " (money per unit and period)"),
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
    "no list": (
        ("order_delay = 0", "in_transit = 4"),
        "lane 'maker -> shop', in_transit: found 4, which is not a list; put it in brackets: [ ... ]",
    ),
    "fault within a list": (
        ("order_delay = 0", "in_transit = [4, -1]"),
        "lane 'maker -> shop', in_transit[2]: found -1; give 0 or more units",
    ),
    "warm-up too long": (("warm_up = 30", "warm_up = 365"), "warm_up: found 365; give fewer than the 365 periods of"),
    "no periods": (("periods = 365", "periods = 0"), "periods: found 0; give 1 or more periods"),
    "seed too large": (
        ("warm_up = 30", f"seed = {2**64}"),
        f"seed: found {2**64}; give at most {2**64 - 1}",
    ),
    "negative seed": (("warm_up = 30", "seed = -1"), "seed: found -1; give 0 or more"),
    "recipes": (
        ("warm_up = 30", 'recipes = "recipes.csv"'),
        "recipes: found recipes, which are not supported yet; remove the key",
    ),
    "share of what is not shared": (
        ("warm_up = 30", 'share = ["demands"]'),
        "share.demands: found an unknown key; did you mean 'demand'?",
    ),
    "share with nobody known": (
        ("warm_up = 30", 'share = { stock = ["shopp"] }'),
        "share.stock: found 'shopp', which is no site; did you mean 'shop'?",
    ),
    "share that is no list": (
        ("warm_up = 30", "share = { stock = 3 }"),
        "share.stock: found 3, which is no list of sites; give \"all\", or a list of sites' names",
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
    "demand at a supplier": (
        ('role = "supplier"', f'role = "supplier"\ndemand = {DEMAND}'),
        "site 'maker', demand: found customers' demand at a supplier; move it to the site that customers buy from",
    ),
    "backlog without customers": (
        (f"demand = {DEMAND}", "backlog = 3"),
        "site 'shop', backlog: found 3, but no customers' demand; give a demand, or backlog = 0",
    ),
    "no rule": (
        ('rule = { type = "order-up-to", level = 42 }', ""),
        "site 'shop', rule: found no rule to order by; give one, such as rule =",
    ),
    "two sites of one name": (
        ('name = "maker"', 'name = "maker"\nrole = "supplier"\n[[site]]\nname = "maker"'),
        "site 'maker', name: found a second site of this name; give each site a name of its own",
    ),
    "lane from nowhere": (
        ('from = "maker"', 'from = "makers"'),
        "lane 'makers -> shop', from: found 'makers', which is no site; did you mean 'maker'?",
    ),
    "lane from a name like no other": (
        ('from = "maker"', 'from = "zzz"'),
        ("lane 'zzz -> shop', from: found 'zzz', which is no site; add a [[site]] of this name,"
        " or leave out from: the outside world"),
    ),
    "lane to nowhere": (
        ('to = "shop"', 'to = "shp"'),
        "lane 'maker -> shp', to: found 'shp', which is no site; did you mean 'shop'?",
    ),
    "lane to an unlimited source": (
        ("order_delay = 0", LANE.format("shop", "maker")),
        "lane 'shop -> maker', to: found 'maker', an unlimited source; give that supplier a rule,",
    ),
    "the same lane twice": (
        ("order_delay = 0", LANE.format("maker", "shop")),
        "lane 'maker -> shop': found a second lane between these sites; remove one of them",
    ),
    "two suppliers": (
        ("order_delay = 0", '\n[[lane]]\nto = "shop"\nlead_time = 1'),
        ("lane 'outside -> shop': found a second supplier of 'shop' with 'item', besides 'maker'; keep one: several"
        " suppliers of one item are not supported yet"),
    ),
    "nothing supplies it": (
        ("order_delay = 0", DEPOT),
        "site 'depot': found no lane that supplies it; add a [[lane]] with to = 'depot'",
    ),
    "a limited supplier that nothing supplies": (
        ('role = "supplier"', 'role = "supplier"\nstock = 5\nrule = "pass-on"'),
        "site 'maker': found no lane that supplies it; add a [[lane]] with to = 'maker'",
    ),
    "cycle without delay": (
        ("order_delay = 0", DEPOT + '[[site]]\nname = "hub"\nrole = "distributor"\nrule = "pass-on"\n'
         + LANE.format("hub", "depot") + LANE.format("depot", "hub")),
        ("lane 'hub -> depot': found the cycle of lanes depot -> hub -> depot without any order delay, into which"
        " goods can never enter; remove one of these lanes"),
    ),
    "cycle with delay": (
        ("order_delay = 0", DEPOT + LANE.format("depot", "depot") + "order_delay = 1"),
        "lane 'depot -> depot': found the cycle of lanes depot -> depot, into which goods can never enter; remove",
    ),
    "person with order delay 0": (
        ("stock = 40", "person = true"),
        ("lane 'maker -> shop', order_delay: found 0, where a person may play 'shop'; give 1 or more periods,"
        " or person = false"),
    ),
    "person who decides nothing": (
        ('role = "supplier"', 'role = "supplier"\nperson = true'),
        "site 'maker', person: found true at an unlimited source, which decides nothing; give it a rule",
    ),
    "in transit too long": (
        ("lead_time = 3", "lead_time = 3\nin_transit = [1, 1, 1, 1]"),
        "lane 'maker -> shop', in_transit: found 4 entries; give at most 3, the lead_time",
    ),
    "in the mail too long": (
        ("order_delay = 0", "in_mail = [1]"),
        "lane 'maker -> shop', in_mail: found 1 entry; give at most 0, the order_delay",
    ),
    "fractions of whole units": (
        ("warm_up = 30", ("whole_units = true\n[[site]]\nname='x'\nrole='supplier'\nstock=0.5\nrule='pass-on'"
         "\n[[lane]]\nto='x'\nlead_time=1")),
        "site 'x', stock: found 0.5; give whole units, or whole_units = false",
    ),
    "items that the ends do not share": (
        ('name = "maker"', 'name = "maker"\nrule = "pass-on"\nitems = { tea = {} }'),
        "lane 'maker -> shop': found ends that keep no item in common (tea at 'maker'); list the items of 'shop'",
    ),
    "item that the target does not keep": (
        ("order_delay = 0", 'item = "items"'),
        "lane 'maker -> shop (items)', item: found 'items', which 'shop' does not keep; did you mean 'item'?",
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
}  # fmt: skip
CONSEQUENCES = {
    "items that the ends do not share": 3,  # neither end has a lane of its own
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


def test_all_fractions_of_whole_units_are_found(tmp_path: Path) -> None:
    text = changed(
        ("warm_up = 30", "whole_units = true"),
        ("stock = 40", "stock = 40.5\nbacklog = 0.25"),
        ("order_delay = 0", "order_delay = 1\nin_mail = [1.5]\nin_transit = [2, 2.5]"),
    )
    remedy = "give whole units, or whole_units = false"
    assert said(tmp_path, text) == [
        f"shop.toml: site 'shop', stock: found 40.5; {remedy}",
        f"shop.toml: site 'shop', backlog: found 0.25; {remedy}",
        f"shop.toml: lane 'maker -> shop', in_transit[2]: found 2.5; {remedy}",
        f"shop.toml: lane 'maker -> shop', in_mail[1]: found 1.5; {remedy}",
    ]


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
            "shop.toml: lane 'maker -> shop': found a second supplier of 'shop' with 'item', besides 'makr';"
            " keep one: several suppliers of one item are not supported yet"
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


def test_a_dead_end_is_allowed(tmp_path: Path) -> None:
    assert said(tmp_path, SHOP + DEPOT + LANE.format("shop", "depot")) == []


def test_a_cycle_through_several_sites_is_named_in_the_direction_of_the_goods(tmp_path: Path) -> None:
    ring = "".join(DEPOT.replace("depot", name) for name in "abc")
    lanes = "".join(LANE.format(source, target) for source, target in ("ab", "bc", "ca"))
    [line] = said(tmp_path, SHOP + ring + lanes)
    assert "found the cycle of lanes b -> c -> a -> b without any order delay" in line


def test_a_long_chain_is_no_cycle(tmp_path: Path) -> None:
    chain = "".join(DEPOT.replace("depot", f"d{at}") for at in range(3000))
    lanes = '[[lane]]\nto = "d0"\nlead_time = 1\n'
    lanes += "".join(LANE.format(f"d{at}", f"d{at + 1}") for at in range(2999))
    assert said(tmp_path, SHOP + chain + lanes) == []


def test_names_of_a_large_network_still_get_a_suggestion(tmp_path: Path) -> None:
    sites = "".join(DEPOT.replace("depot", f"depot-{at}") for at in range(1500))
    lanes = "".join(LANE.format("maker", f"depot-{at}") for at in range(1500))
    [line] = said(tmp_path, SHOP + sites + lanes + LANE.format("dpot-77", "shop").replace("1", "2"))[:1]
    assert line.endswith("found 'dpot-77', which is no site; did you mean 'depot-77'?")
