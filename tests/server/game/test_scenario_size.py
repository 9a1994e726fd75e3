"""A game that is small in every way may still be too much in all."""

from __future__ import annotations

import pytest

from bullwhip.server.game.scenarios import faults_of, rehearse

SITE = """[[site]]
name = "s{0}"
role = "retailer"
person = true
demand = {{ type = "constant", value = 4 }}
rule = {{ type = "pass-on" }}
[[lane]]
to = "s{0}"
lead_time = 1
order_delay = 1
"""


def scenario(sites: int, periods: int) -> str:
    return f'name = "x"\nperiods = {periods}\n' + "".join(SITE.format(n) for n in range(sites))


@pytest.mark.parametrize(("sites", "periods", "most"), [(20, 313, 312), (13, 520, 480)])
def test_many_weeks_of_many_sites_are_refused_with_how_many_are_allowed(sites: int, periods: int, most: int) -> None:
    (fault,) = faults_of(scenario(sites, periods), rehearse)
    assert (fault.key, fault.found) == ("periods", f"{periods} with {sites} items at sites")
    assert fault.remedy == f"give {most} at most, or fewer sites"


def test_what_is_allowed_can_be_played() -> None:
    assert faults_of(scenario(13, 480), rehearse) == []
