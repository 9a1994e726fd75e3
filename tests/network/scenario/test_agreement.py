"""Every fault that keys and tables can have together: its place, what was found, and the remedy."""

from pathlib import Path

import pytest

from tests.network.scenario.files import DEMAND, DEPOT, LANE, SHOP, changed, said

# What is changed in the corner shop, and the one line that must be said of it.
ONE_FAULT = {
    "warm-up too long": (("warm_up = 30", "warm_up = 365"), "warm_up: found 365; give fewer than the 365 periods of"),
    "share with nobody known": (
        ("warm_up = 30", 'share = { stock = ["shopp"] }'),
        "share.stock: found 'shopp', which is no site; did you mean 'shop'?",
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
        ("order_delay = 0", 'order_delay = 0\n[[lane]]\nfrom = "maker"\nto = "shop"\nlead_time = 3'),
        ("lane 'maker -> shop': found a second lane between these ends with 'item', the same lead time and order"
        " delay; remove one of them, or give it other times"),
    ),
    "two suppliers": (
        ("order_delay = 0", '\n[[lane]]\nto = "shop"\nlead_time = 1'),
        ("site 'shop', sourcing: found nothing, and 2 lanes with 'item' (from maker, outside); give one of shares,"
        " priority, cheapest, fastest, random"),
    ),
    "nothing supplies it": (
        ("order_delay = 0", DEPOT),
        "site 'depot': found no lane that supplies it; add a [[lane]] with to = 'depot'",
    ),
    "a limited supplier that nothing supplies": (
        ('role = "supplier"', 'role = "supplier"\nstock = 5\nrule = "pass-on"'),
        "site 'maker': found no lane that supplies it; add a [[lane]] with to = 'maker'",
    ),
    "a supplier with stock that orders nothing": (
        ('role = "supplier"', 'role = "supplier"\nstock = 5'),
        ("site 'maker', stock: found 5 at a supplier without a rule; leave it out: such a supplier never runs out; or"
        " give it a rule and a [[lane]] that supplies it"),
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
}  # fmt: skip
CONSEQUENCES = {
    "items that the ends do not share": 3,  # neither end has a lane of its own
}


@pytest.mark.parametrize("case", ONE_FAULT)
def test_a_single_fault_is_named_once_with_place_and_remedy(case: str, tmp_path: Path) -> None:
    change, line = ONE_FAULT[case]
    found = said(tmp_path, changed(change))
    assert any(one.startswith(f"shop.toml: {line}") for one in found), found
    assert len(found) == CONSEQUENCES.get(case, 1), found


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


ITEMS = "items = { tea = {}, jam = {}, rice = {} }"
TEA = f"items = {{ tea = {{ demand = {DEMAND} }}, jam = {{}}, rice = {{}} }}"
OWN = "give one, or write a backlog at each item instead"
NONE = "give a demand, or backlog = 0"


@pytest.mark.parametrize(
    ("demand", "stock", "expected"),
    [
        ("", f"backlog = 3\n{TEA}", [f"backlog: found 3, but no customers' demand for jam, rice; {OWN}"]),
        ("", f"backlog = 3\n{ITEMS}", [f"backlog: found 3, but no customers' demand; {NONE}"]),
        (
            "",
            TEA.replace("jam = {}", "jam = { backlog = 4 }"),
            [f"items.jam.backlog: found 4, but no customers' demand; {NONE}"],
        ),
        (
            f"demand = {DEMAND}",
            "items = { tea = {}, jam = { backlog = 4, demand = [] } }",
            [f"items.jam.backlog: found 4, but no customers' demand; {NONE}"],
        ),
        (
            "",
            "backlog = 3\n" + TEA.replace("jam = {}", "jam = { backlog = 4 }"),
            [
                f"backlog: found 3, but no customers' demand for rice; {OWN}",
                f"items.jam.backlog: found 4, but no customers' demand; {NONE}",
            ],
        ),
        (f"demand = {DEMAND}", f"backlog = 3\n{ITEMS}", []),
        ("", "backlog = 3\n" + TEA.replace("{}", "{ backlog = 0 }"), []),
        ("", TEA.replace("demand", "backlog = 3, demand"), []),
    ],
)  # fmt: skip
def test_a_backlog_needs_customers_who_buy_the_item(
    demand: str, stock: str, expected: list[str], tmp_path: Path
) -> None:
    """What nobody is said to owe would otherwise vanish without a word."""
    text = changed((f"demand = {DEMAND}", demand), ("stock = 40", stock))
    assert said(tmp_path, text) == [f"shop.toml: site 'shop', {line}" for line in expected]


def test_a_backlog_is_not_judged_by_customers_that_cannot_be_understood(tmp_path: Path) -> None:
    text = changed(("stock = 40", 'backlog = 3\nitems = { tea = { demand = { type = "poison" } } }'), (DEMAND, "[]"))
    [line] = said(tmp_path, text)
    assert line.startswith("shop.toml: site 'shop', items.tea.demand.type: found 'poison'")
