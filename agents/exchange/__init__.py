"""Networks from and to other programs: a file for each of them, with what reads it and what writes it.

Who reads makes a document with the keys of a scenario file, which is checked like any other, and tells what of the
other program's network it has no use for (`ignored`).
"""

__all__ = [
    "anura_capacity",
    "anura_demand",
    "anura_horizon",
    "anura_lanes",
    "anura_networks",
    "anura_sites",
    "anura_tables",
    "ignored",
    "networkx_graphs",
    "stockpyl_items",
    "stockpyl_networks",
    "stockpyl_terms",
]
