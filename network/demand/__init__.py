"""What customers ask for: a class for each kind of demand, in a file for each family.

A class has the keys of its table in scenario files, what is known of it beforehand, and how it is drawn.  One more is a
class in the file of its family, or in a file of its own, and a line in `DEMANDS`.  Most distributions take one uniform
a period and invert it, so that luck stays the same when a parameter changes.
"""

from bullwhip.network.demand.continuous import AR1, Gamma, Normal
from bullwhip.network.demand.discrete import Empirical, NegativeBinomial, Poisson, Weighted
from bullwhip.network.demand.from_values import FromValues
from bullwhip.network.demand.kind import BlockPlace, Demand, Group
from bullwhip.network.demand.known import Constant, Series, Step

__all__ = [
    "AR1",
    "DEMANDS",
    "RECORDED",
    "BlockPlace",
    "Constant",
    "Demand",
    "Empirical",
    "Gamma",
    "Group",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Series",
    "Step",
    "Weighted",
]

DEMANDS: dict[str, type[Demand]] = {  # by name, in the order of the docs
    "constant": Constant,
    "step": Step,
    "normal": Normal,
    "poisson": Poisson,
    "negative-binomial": NegativeBinomial,
    "gamma": Gamma,
    "ar1": AR1,
    "series": Series,
    "empirical": Empirical,
    "discrete": Weighted,
}
RECORDED = [name for name, kind in DEMANDS.items() if issubclass(kind, FromValues)]  # whose values a file may have
