"""Bullwhip: an agent-based supply network game and simulator.

`import bullwhip as bw` offers what most people need; the rest is in `bullwhip.network` (what exists and how
goods move) and `bullwhip.agents` (who decides). Importing it is quick: a name's home is loaded when the name
is first used. The shipped rules are those that `bullwhip.agents.rules` lists.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `as` tells type checkers that a name is offered, and so does a star
    from bullwhip.agents import rules as rules
    from bullwhip.agents.exchange.anura_networks import from_anura as from_anura
    from bullwhip.agents.exchange.networkx_graphs import from_networkx as from_networkx
    from bullwhip.agents.exchange.networkx_graphs import to_networkx as to_networkx
    from bullwhip.agents.exchange.stockpyl_networks import from_stockpyl as from_stockpyl
    from bullwhip.agents.mesa_model.supply_agent import Distributor as Distributor
    from bullwhip.agents.mesa_model.supply_agent import Manufacturer as Manufacturer
    from bullwhip.agents.mesa_model.supply_agent import Retailer as Retailer
    from bullwhip.agents.mesa_model.supply_agent import Supplier as Supplier
    from bullwhip.agents.mesa_model.supply_agent import SupplyAgent as SupplyAgent
    from bullwhip.agents.mesa_model.supply_network import SupplyNetwork as SupplyNetwork
    from bullwhip.agents.optimisation.tune import tune as tune
    from bullwhip.agents.optimisation.tuned import Tuned as Tuned
    from bullwhip.agents.resilience.frontier import frontier as frontier
    from bullwhip.agents.resilience.frontier_result import Frontier as Frontier
    from bullwhip.agents.resilience.stress import stress as stress
    from bullwhip.agents.resilience.stress_result import Stress as Stress
    from bullwhip.agents.rules import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]
    from bullwhip.agents.rules import forecasts as forecasts
    from bullwhip.agents.rules.forecasts import ExponentialSmoothing as ExponentialSmoothing
    from bullwhip.agents.rules.forecasts import Forecast as Forecast
    from bullwhip.agents.rules.forecasts import HoltWinters as HoltWinters
    from bullwhip.agents.rules.forecasts import KnownMean as KnownMean
    from bullwhip.agents.rules.forecasts import LastValue as LastValue
    from bullwhip.agents.rules.forecasts import MovingAverage as MovingAverage
    from bullwhip.agents.rules.rule import Rule as Rule
    from bullwhip.agents.rules.view import View as View
    from bullwhip.agents.runs.attribution import Attribution as Attribution
    from bullwhip.agents.runs.attribution import attribute as attribute
    from bullwhip.agents.runs.catalogue import check as check
    from bullwhip.agents.runs.catalogue import load as load
    from bullwhip.agents.runs.comparison import Comparison as Comparison
    from bullwhip.agents.runs.comparison import compare as compare
    from bullwhip.agents.runs.drawing import draw as draw
    from bullwhip.agents.runs.experiment import run as run
    from bullwhip.agents.runs.resilience import resilience as resilience
    from bullwhip.agents.runs.resilience_result import Resilience as Resilience
    from bullwhip.agents.runs.result import Result as Result
    from bullwhip.network import measures as measures
    from bullwhip.network.demand import Demand as Demand
    from bullwhip.network.errors import BullwhipError as BullwhipError
    from bullwhip.network.errors import Fault as Fault
    from bullwhip.network.errors import RuleError as RuleError
    from bullwhip.network.errors import ScenarioError as ScenarioError
    from bullwhip.network.measures import Measure as Measure
    from bullwhip.network.scenario import Scenario as Scenario
    from bullwhip.network.scenario import scenarios as scenarios
    from bullwhip.network.tally import Sum as Sum

    __version__: str

_RULES = "bullwhip.agents.rules"  # offers all that is listed there: a new rule is named in no other place
_HOMES = {
    "bullwhip.agents": ("rules",),
    "bullwhip.agents.exchange.anura_networks": ("from_anura",),
    "bullwhip.agents.exchange.networkx_graphs": ("from_networkx", "to_networkx"),
    "bullwhip.agents.exchange.stockpyl_networks": ("from_stockpyl",),
    "bullwhip.agents.optimisation.tune": ("tune",),
    "bullwhip.agents.optimisation.tuned": ("Tuned",),
    "bullwhip.agents.resilience.frontier": ("frontier",),
    "bullwhip.agents.resilience.frontier_result": ("Frontier",),
    "bullwhip.agents.resilience.stress": ("stress",),
    "bullwhip.agents.resilience.stress_result": ("Stress",),
    "bullwhip.agents.runs.attribution": ("Attribution", "attribute"),
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
    "bullwhip.agents.runs.resilience": ("resilience",),
    "bullwhip.agents.runs.resilience_result": ("Resilience",),
    "bullwhip.agents.runs.result": ("Result",),
    "bullwhip.agents.rules.rule": ("Rule",),
    "bullwhip.agents.rules": ("forecasts",),
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
    elif name == "__all__":
        value = sorted(["__version__", *_HOME_OF, *import_module(_RULES).__all__])
    elif name in _HOME_OF or name in import_module(_RULES).__all__:
        home = import_module(_HOME_OF.get(name, _RULES))
        value = getattr(home, name) if hasattr(home, name) else import_module(f"{home.__name__}.{name}")
    else:
        raise AttributeError(f"module 'bullwhip' has no attribute {name!r}")
    globals()[name] = value
    return value


if not TYPE_CHECKING:  # a type checker that saw it would let every misspelt name pass
    __getattr__ = _load  # PEP 562

    def __dir__() -> list[str]:
        """List the public names, loaded or not."""
        return sorted({*globals(), *_load("__all__")})
