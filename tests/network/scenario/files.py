"""Scenario files to try things on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bullwhip.network.errors import Fault
from bullwhip.network.scenario import faults

SHOP = """\
name = "Corner shop"
period = "day"
periods = 365
warm_up = 30

[[site]]
name = "shop"
role = "retailer"
stock = 40
holding_cost = 0.5
backlog_cost = 1.0
rule = { type = "order-up-to", level = 42 }
demand = { type = "poisson", mean = 10 }

[[site]]
name = "maker"
role = "supplier"

[[lane]]
from = "maker"
to = "shop"
lead_time = 3
order_delay = 0
"""

DEMAND = '{ type = "poisson", mean = 10 }'
LANE = '\n[[lane]]\nfrom = "{}"\nto = "{}"\nlead_time = 1\n'
DEPOT = '\n[[site]]\nname = "depot"\nrole = "distributor"\nrule = "pass-on"\n'

# The same kind of network in tables: a file that names them, and its good ones.
TABLES = 'name = "Big"\nperiods = 9\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
SITES = """\
name,role,stock,rule.type,rule.level,demand.type,demand.mean,person
shop,retailer,40,order-up-to,42.5,poisson,10,
kiosk,retailer,,pass-on,,,,true
maker,supplier,,,,,,
"""
LANES = "from,to,lead_time,order_delay,in_transit\nmaker,shop,3,,4;4.5\nmaker,kiosk,2,1,\n"
GOOD = {"sites.csv": SITES, "lanes.csv": LANES}


def write(folder: Path, text: str, files: Mapping[str, str] | None = None) -> Path:
    """A scenario file and what lies beside it."""
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    path = folder / "shop.toml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(*changes: tuple[str, str]) -> str:
    """The corner shop with some of its text replaced."""
    text = SHOP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def said(folder: Path, text: str, files: Mapping[str, str] | None = None, **options: Any) -> list[str]:
    """The faults of a scenario file, as lines, with the file's folder left out."""
    path = write(folder, text, files)
    return lines(faults(path, **options), folder)


def lines(found: list[Fault], folder: Path) -> list[str]:
    return [str(fault).replace(f"{folder}/", "") for fault in found]
