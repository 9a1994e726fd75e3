"""What is measured: a file for each family of measures, with the sums it needs, its figures, texts and sources.

A measure is the mean over replications of a figure, or the ratio of two such means; `network/intervals.py` says how
well it is known.  One more is a class in the file of its family, or in a file of its own that `_FAMILIES` lists.
"""

from itertools import chain

from bullwhip.network.measures import amplification, costs, disturbance, orders, service, stock, turnover, utilisation
from bullwhip.network.measures.amplification import bullwhip
from bullwhip.network.measures.measure import Figures, Measure, Quantities, figures_of
from bullwhip.network.measures.statistics import OfNetwork, OfStockpoints, Statistics, all_needs

__all__ = [
    "LETTERS",
    "MEASURES",
    "ON_REQUEST",
    "Figures",
    "Measure",
    "OfNetwork",
    "OfStockpoints",
    "Quantities",
    "Statistics",
    "all_needs",
    "bullwhip",
    "figures_of",
]

_FAMILIES = (  # in the order of tables
    costs.FAMILY, service.FAMILY, stock.FAMILY, orders.FAMILY, amplification.FAMILY, turnover.FAMILY, stock.LOSSES,
)  # fmt: skip
MEASURES: dict[str, Measure] = {measure.name: measure for measure in chain(*_FAMILIES)}
ON_REQUEST: dict[str, Measure] = {  # where they are named
    measure.name: measure for measure in chain(disturbance.FAMILY, utilisation.FAMILY)
}

# What the formulas are written in.  A sum is over the periods counted, a mean and a variance as well.
LETTERS = {
    "T": "periods counted: those of the run without the warm-up",
    "H": "on hand at the end of a period, units",
    "B": "backlog at the end of a period: units owed to customers and to other sites",
    "W": "in transit to the site at the end of a period, units",
    "O": "order placed in a period, units",
    "D": "what the site is asked for in a period, by customers and by other sites, units",
    "A": "what the site is asked for in a period, without returns, units",
    "F": "units of a period's A that are filled in that period",
    "Z": "the most backlog at the end of a period of a replenishment cycle, units; what is lost in the period is in it",
    "Ac, Bc, Dc, Fc, Zc": "A, B, D, F and Z of the site's own customers alone, without other sites",
    "N, R": "units asked of recipes that cannot start any for want of an input, and units made that wait for room",
    "K, Q": "what is taken in a period of the site's capacity for the item, and this capacity",
    "j, J": "units sent in a period on the lanes to the site that have a capacity, and these capacities together",
    "Y": "goods that arrived in a period and were of no use, units",
    "C": "demand of a period of all customers that the site supplies, directly or not, units",
    "L": "units of the own customers' demand that are lost in a period",
    "E, S, P": "units discarded in a period, units that vanish, and units that a disruption destroys",
    "U, G": "units sent to the site in a period on a lane without a recipe, and units made there by one with a recipe",
    "V, X": "units handed to own customers in a period, and units sent to other sites",
    "p, c, r": "prices of a unit of U, of G and of X, as the lane has them for this quantity in this period",
    "f, q": "shipment_cost of the lane, sale_price",
    "m, M": "cash at the start; revenue - cost + capital_cost of a period, those of the warm-up among them",
    "l, d": "lost_cost, discard_cost",
    "h, g, b": "holding_cost of the site, holding_cost of its lane, backlog_cost",
    "k, v, i": "order_cost, unit_value, capital_rate",
    "sum, mean, var": "over the periods counted; var is the sample variance, with T - 1",
    "most": "the most of the periods counted",
    "count, longest, share": "number of the periods counted in which it is so, the most of them in a row, and their "
    "share; with Z, the share of the cycles",
}
