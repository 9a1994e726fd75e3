"""Priority: the smaller number is served first."""

from bullwhip.network.allocation.mode import Mode
from bullwhip.network.allocation.proportional import in_proportion

__all__ = ["PRIORITY"]

PRIORITY = Mode("the smaller number first, equal ones in proportion", in_proportion, by_rank=True)
