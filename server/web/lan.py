"""Where a class can reach this computer: its addresses in local networks, the likeliest first."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import NamedTuple

import ifaddr

__all__ = ["Found", "addresses", "is_public", "ranked"]

# Networks between programs on one computer, or tunnels: no phone in the room is in them.
VIRTUAL = re.compile(
    r"docker|br-|veth|virbr|vmnet|vmware|vbox|virtualbox|hyper-v|wsl|tun|tap|wg\d|utun|zt|tailscale", re.IGNORECASE
)
SHARED = ipaddress.ip_network("100.64.0.0/10")  # carriers and tunnels


class Found(NamedTuple):
    """An address of this computer, and the name of its adapter."""

    address: str
    adapter: str


def addresses() -> list[str]:
    """The IPv4 addresses of this computer, but for its own loop, the likeliest first."""
    found = [
        Found(ip.ip, adapter.nice_name)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str)
    ]
    return ranked(found, _way_out())


def ranked(found: Iterable[Found], way_out: str | None) -> list[str]:
    """Addresses by how likely a class is in their network; `way_out` is the one that leads to the internet."""

    def unlikely(one: Found) -> tuple[bool, bool, bool, str]:
        address = ipaddress.ip_address(one.address)
        beside = bool(VIRTUAL.search(one.adapter)) or address in SHARED
        return beside, one.address != way_out, not address.is_private, one.address

    usable = [one for one in found if _is_usable(one.address)]
    return list(dict.fromkeys(one.address for one in sorted(usable, key=unlikely)))


def is_public(address: str) -> bool:
    """Whether the whole internet may reach an address."""
    return ipaddress.ip_address(address).is_global


def _is_usable(text: str) -> bool:
    address = ipaddress.ip_address(text)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)


def _way_out() -> str | None:
    """The address from which this computer would speak to the internet.  Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documents only (RFC 5737)
        except OSError:
            return None
        return str(probe.getsockname()[0])
