"""Bullwhip: an agent-based supply network game and simulator.

`import bullwhip as bw` offers what most people need; the rest is in `bullwhip.network` (what exists and how
goods move) and `bullwhip.agents` (who decides). Importing it is quick: a name's home is loaded when the name
is first used.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bullwhip.agents import rules
    from bullwhip.agents.exchange.networkx_graphs import from_networkx, to_networkx
    from bullwhip.agents.mesa_model.supply_agent import Distributor, Manufacturer, Retailer, Supplier, SupplyAgent
    from bullwhip.agents.mesa_model.supply_network import SupplyNetwork
    from bullwhip.agents.rules import (
        AnchorAdjust,
        BatchReorderPoint,
        EchelonOrderUpTo,
        ForecastOrderUpTo,
        HumanLike,
        MinMax,
        OrderUpTo,
        PassOn,
        Periodic,
        Recorded,
        Smoothing,
        forecasts,
    )
    from bullwhip.agents.rules.forecasts import (
        ExponentialSmoothing,
        Forecast,
        HoltWinters,
        KnownMean,
        LastValue,
        MovingAverage,
    )
    from bullwhip.agents.rules.rule import Rule
    from bullwhip.agents.rules.view import View
    from bullwhip.agents.runs.catalogue import check, load
    from bullwhip.agents.runs.comparison import Comparison, compare
    from bullwhip.agents.runs.drawing import draw
    from bullwhip.agents.runs.experiment import run
    from bullwhip.agents.runs.result import Result
    from bullwhip.network import measures
    from bullwhip.network.demand import Demand
    from bullwhip.network.errors import BullwhipError, Fault, RuleError, ScenarioError
    from bullwhip.network.measures import Measure
    from bullwhip.network.scenario import Scenario, scenarios
    from bullwhip.network.tally import Sum

    __version__: str

__all__ = [
    "AnchorAdjust",
    "BatchReorderPoint",
    "BullwhipError",
    "Comparison",
    "Demand",
    "Distributor",
    "EchelonOrderUpTo",
    "ExponentialSmoothing",
    "Fault",
    "Forecast",
    "ForecastOrderUpTo",
    "HoltWinters",
    "HumanLike",
    "KnownMean",
    "LastValue",
    "Manufacturer",
    "Measure",
    "MinMax",
    "MovingAverage",
    "OrderUpTo",
    "PassOn",
    "Periodic",
    "Recorded",
    "Result",
    "Retailer",
    "Rule",
    "RuleError",
    "Scenario",
    "ScenarioError",
    "Smoothing",
    "Sum",
    "Supplier",
    "SupplyAgent",
    "SupplyNetwork",
    "View",
    "__version__",
    "check",
    "compare",
    "draw",
    "forecasts",
    "from_networkx",
    "load",
    "measures",
    "rules",
    "run",
    "scenarios",
    "to_networkx",
]

_HOMES = {
    "bullwhip.agents": ("rules",),
    "bullwhip.agents.exchange.networkx_graphs": ("from_networkx", "to_networkx"),
    "bullwhip.agents.runs.catalogue": ("check", "load"),
    "bullwhip.agents.runs.comparison": ("Comparison", "compare"),
    "bullwhip.agents.runs.drawing": ("draw",),
    "bullwhip.agents.runs.experiment": ("run",),
    "bullwhip.agents.rules.forecasts": (
        "ExponentialSmoothing",
        "Forecast",
        "HoltWinters",
        "KnownMean",
        "LastValue",
        "MovingAverage",
    ),
    "bullwhip.agents.runs.result": ("Result",),
    "bullwhip.agents.rules.rule": ("Rule",),
    "bullwhip.agents.rules": (
        "AnchorAdjust",
        "BatchReorderPoint",
        "EchelonOrderUpTo",
        "ForecastOrderUpTo",
        "HumanLike",
        "MinMax",
        "OrderUpTo",
        "PassOn",
        "Periodic",
        "Recorded",
        "Smoothing",
        "forecasts",
    ),
    "bullwhip.agents.mesa_model.supply_agent": ("Distributor", "Manufacturer", "Retailer", "Supplier", "SupplyAgent"),
    "bullwhip.agents.mesa_model.supply_network": ("SupplyNetwork",),
    "bullwhip.agents.rules.view": ("View",),
    "bullwhip.network": ("measures",),
    "bullwhip.network.errors": ("BullwhipError", "Fault", "RuleError", "ScenarioError"),
    "bullwhip.network.demand": ("Demand",),
    "bullwhip.network.measures": ("Measure",),
    "bullwhip.network.scenario": ("Scenario", "scenarios"),
    "bullwhip.network.tally": ("Sum",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def _load(name: str) -> object:
    """Load the home of a public name when it is first used."""
    if name == "__version__":
        value: object = version("bullwhip")
    elif name in _HOME_OF:
        home = import_module(_HOME_OF[name])
        value = getattr(home, name) if hasattr(home, name) else import_module(f"{home.__name__}.{name}")
    else:
        raise AttributeError(f"module 'bullwhip' has no attribute {name!r}")
    globals()[name] = value
    return value


if not TYPE_CHECKING:  # a type checker that saw it would let every misspelt name pass
    __getattr__ = _load  # PEP 562


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
