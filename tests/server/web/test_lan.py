"""Which address a class is told, and what the terminal says."""

from __future__ import annotations

import ipaddress

import pytest

from bullwhip.server.web.greeting import Greeting
from bullwhip.server.web.lan import Found, addresses, is_public, ranked

TEACHERS = [
    Found("127.0.0.1", "lo"),
    Found("172.17.0.1", "docker0"),
    Found("169.254.3.4", "eth1"),
    Found("192.168.56.1", "VirtualBox Host-Only Ethernet Adapter"),
    Found("100.101.102.103", "tailscale0"),
    Found("10.8.0.2", "tun0"),
    Found("192.168.1.23", "wlan0"),
    Found("10.20.30.40", "eth0"),
]


def test_the_address_in_the_room_comes_first() -> None:
    found = ranked(TEACHERS, "192.168.1.23")
    assert found[:2] == ["192.168.1.23", "10.20.30.40"]
    assert set(found) == {one.address for one in TEACHERS} - {"127.0.0.1", "169.254.3.4"}


def test_a_tunnel_that_leads_out_is_not_where_the_class_is() -> None:
    assert ranked(TEACHERS, "10.8.0.2")[0] not in {"10.8.0.2", "172.17.0.1", "192.168.56.1", "100.101.102.103"}


def test_a_computer_without_a_network_has_no_address() -> None:
    assert ranked([Found("127.0.0.1", "lo")], None) == []


def test_this_computers_addresses_are_addresses() -> None:
    for address in addresses():
        assert not ipaddress.ip_address(address).is_loopback


@pytest.mark.parametrize(
    ("address", "public"), [("192.168.1.2", False), ("10.0.0.1", False), ("8.8.8.8", True), ("172.32.0.1", True)]
)
def test_what_the_internet_reaches_is_known(address: str, public: bool) -> None:
    assert is_public(address) is public


def said(*found: str, own_token: bool = False, unicode: bool = True) -> str:
    return "\n".join(Greeting(found, 8000, "games.db", "s3cret-token", own_token).lines(unicode))


def test_the_terminal_shows_where_to_join_and_how_to_make_a_game() -> None:
    text = said("192.168.1.23", "10.20.30.40")
    assert "Players join at:   http://192.168.1.23:8000/" in text
    assert "http://10.20.30.40:8000/" in text
    assert "http://192.168.1.23:8000/new#s3cret-token" in text
    assert "▀" in text
    assert "Take care" not in text
    assert said("192.168.1.23", unicode=False).isascii()


def test_the_terminal_says_when_only_this_computer_is_served() -> None:
    text = said()
    assert "on this computer only:   http://localhost:8000/" in text
    assert "s3cret-token" not in text


def test_the_terminal_warns_when_the_internet_can_come_in() -> None:
    assert "8.8.8.8 can be reached from the whole internet" in said("8.8.8.8")
    assert "--create-token keeps one" in said("8.8.8.8")
    assert "--create-token keeps one" not in said("8.8.8.8", own_token=True)
