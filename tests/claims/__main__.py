"""Prints the table of claims and draws their pictures: `python -m tests.claims`, or `make claims`, which keeps both."""

import sys

from bullwhip.agents.pictures.style import write_file
from tests.claims.claims import CLAIMS
from tests.claims.finding import as_table
from tests.claims.map import as_tables, draw, everywhere
from tests.claims.pictures import FOLDER, draw_long_shock, draw_memory

HEAD = """# Just in time and just in case: what is said, and what comes out

Printed by `make claims`, which also draws the pictures. Each claim is an experiment in a scenario: two policies meet
the same luck, and the effect is the mean of their differences (the one that is named first less the other), replication
by replication, with its 95% interval. A claim *holds* where all of its intervals lie where it says, and *in part* where
some do. Figures are those of these scenarios; `bullwhip frontier` and `bullwhip compare` tell those of yours.
"""
PICTURES = """## What customers remember (g)

![Profit of four weeks of cover less that of half a week, by the part of customers who stay away](pictures/memory.png)

## How long a shock (l)

![Share of lost sales that affordable stock saves, by how long the shock lasts](pictures/long_shock.png)
"""
MAP = """## The map

Which policy costs least a week, by how often a cheap supplier far away fails (every 20 to 200 weeks in the mean), for
how long (1 to 20 weeks in the mean), how much demand varies (coefficient of variation of a week), and what a unit costs
to keep for a week. Customers wait, at 9 a week. T: just in time, a level for the chance of demand, as if nothing fails.
C: just in case, weeks of cover besides. H: hybrid, lean, and a dear supplier nearby in a shortage only. D: dual
sourcing, a standing order far away and the rest from nearby. Each has the best of a few parameters, found on other luck
than it is compared on; H and D pay 20 a week for their second supplier to be ready. Where several letters stand, it is
undecided among them: the interval of what one costs more than the first holds 0.

![Four panels of which policy is best](pictures/map.png)
"""

if __name__ == "__main__":
    found = everywhere()
    FOLDER.mkdir(exist_ok=True)
    for name, picture in (("map", draw(found)), ("memory", draw_memory()), ("long_shock", draw_long_shock())):
        write_file(picture, FOLDER / f"{name}.png")
    table = as_table(claim() for claim in CLAIMS.values())
    sys.stdout.write(f"{HEAD}\n{table}\n\n{PICTURES}\n{MAP}\n{as_tables(found)}\n")
