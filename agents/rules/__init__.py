"""What a rule sees, remembers, forecasts and answers; and the stocking rules that come with the project.

`RULES` has these by the names that scenario files use.  A file holds rules of one family; each class names its source.
They get nothing that a rule of your own does not get.  One more is a class in the file of its family, or in a file of
its own, and its name here: `import bullwhip` offers what `__all__` lists.  Where its parameters can be computed,
`MAKERS` in agents/tuning/tuned_rules.py says how; without that it is compared with parameters that are given.
"""

from __future__ import annotations

from bullwhip.agents.rules.by_class import ByClass
from bullwhip.agents.rules.contract import Contract
from bullwhip.agents.rules.conwip import Conwip
from bullwhip.agents.rules.cover import Cover
from bullwhip.agents.rules.dual_sourcing import BaseSurge, DualIndex
from bullwhip.agents.rules.emergency import Backup, Emergency
from bullwhip.agents.rules.forecasting import ForecastOrderUpTo, Smoothing
from bullwhip.agents.rules.forward_buying import ForwardBuying
from bullwhip.agents.rules.human import HumanLike
from bullwhip.agents.rules.hybrid import Hybrid
from bullwhip.agents.rules.just_in_case import JustInCase
from bullwhip.agents.rules.just_in_time import JustInTime
from bullwhip.agents.rules.order_up_to import EchelonOrderUpTo, OrderUpTo, Periodic
from bullwhip.agents.rules.people import AnchorAdjust, PassOn, Recorded, RecordedOnLanes
from bullwhip.agents.rules.pre_build import PreBuild
from bullwhip.agents.rules.reorder_point import BatchReorderPoint, MinMax
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.rules.shortage_gaming import ShortageGaming

__all__ = [
    "RULES",
    "AnchorAdjust",
    "Backup",
    "BaseSurge",
    "BatchReorderPoint",
    "ByClass",
    "Contract",
    "Conwip",
    "Cover",
    "DualIndex",
    "EchelonOrderUpTo",
    "Emergency",
    "ForecastOrderUpTo",
    "ForwardBuying",
    "HumanLike",
    "Hybrid",
    "JustInCase",
    "JustInTime",
    "MinMax",
    "OrderUpTo",
    "PassOn",
    "Periodic",
    "PreBuild",
    "Recorded",
    "RecordedOnLanes",
    "ShortageGaming",
    "Smoothing",
]

RULES: dict[str, type[Rule]] = {
    "order-up-to": OrderUpTo,
    "echelon-order-up-to": EchelonOrderUpTo,
    "forecast-order-up-to": ForecastOrderUpTo,
    "s-S": MinMax,
    "r-Q": BatchReorderPoint,
    "periodic": Periodic,
    "pass-on": PassOn,
    "anchor-adjust": AnchorAdjust,
    "human": HumanLike,
    "smoothing": Smoothing,
    "recorded": Recorded,
    "shortage-gaming": ShortageGaming,
    "forward-buying": ForwardBuying,
    "just-in-time": JustInTime,
    "just-in-case": JustInCase,
    "cover": Cover,
    "hybrid": Hybrid,
    "conwip": Conwip,
    "by-class": ByClass,
    "pre-build": PreBuild,
    "dual-index": DualIndex,
    "base-surge": BaseSurge,
    "emergency": Emergency,
    "backup": Backup,
    "contract": Contract,
    "recorded-on-lanes": RecordedOnLanes,
}
