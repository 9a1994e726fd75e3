"""Rule parameters that are best, or that give a wanted service, and the exact figures to expect of them.

Pure functions of a distribution of demand (or of its record) and of costs; none needs a simulation.  A level covers
order delay + lead time periods of demand (`cover`), as in the engine's period.  Every formula names its source.
"""

from bullwhip.agents.theory.assemble_to_order import AssembleToOrder, evaluate_assemble_to_order
from bullwhip.agents.theory.assembly import Assembly, optimal_assembly
from bullwhip.agents.theory.base_stock import (
    BaseStock,
    critical_ratio,
    evaluate_base_stock,
    newsvendor,
    optimal_base_stock,
)
from bullwhip.agents.theory.base_surge import (
    BaseSurgeLevels,
    evaluate_base_surge,
    exponential_overshoot,
    optimal_base_surge,
)
from bullwhip.agents.theory.bullwhip import (
    bullwhip_ar1,
    bullwhip_chain_bound,
    bullwhip_chain_shared,
    bullwhip_exponential_smoothing,
    bullwhip_moving_average,
    bullwhip_smoothing,
    net_stock_amplification_smoothing,
    order_variance_batching,
)
from bullwhip.agents.theory.capacitated import (
    ExponentialShortfall,
    evaluate_capacitated,
    exponential_shortfall,
    optimal_capacitated,
    optimal_capacitated_exponential,
    shortfall,
)
from bullwhip.agents.theory.crossing import evaluate_crossing, optimal_crossing, outstanding_demand
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.distributions import ContinuousDistribution, DemandDistribution, Gamma, Normal
from bullwhip.agents.theory.dual_sourcing import DualSourcing, evaluate_dual_sourcing
from bullwhip.agents.theory.eoq import OrderQuantity, eoq, eoq_backorders
from bullwhip.agents.theory.exposure import Exposure, risk_exposure
from bullwhip.agents.theory.filters import (
    bullwhip_chain,
    exponential_smoothing_filter,
    moving_average_filter,
    net_stock_filter,
    smoothing_filter,
    variance_ratio,
)
from bullwhip.agents.theory.given import FigureError
from bullwhip.agents.theory.lost_sales import LostSalesLevel, evaluate_lost_sales, optimal_lost_sales
from bullwhip.agents.theory.lot_sizing import LotSizes, wagner_whitin
from bullwhip.agents.theory.newsvendor_bounds import SerialBounds, newsvendor_serial, serial_bounds
from bullwhip.agents.theory.one_warehouse import OneWarehouse, evaluate_one_warehouse, optimal_one_warehouse
from bullwhip.agents.theory.outages import OutageRecovery, SurvivedOutage, outage_recovery, survive_outage
from bullwhip.agents.theory.outdating import Outdating, fifo_outdating
from bullwhip.agents.theory.perishable import Perishable, evaluate_perishable
from bullwhip.agents.theory.placement import (
    PlacedStock,
    Placement,
    branched_placement,
    evaluate_placement,
    optimal_placement,
)
from bullwhip.agents.theory.r_nq import evaluate_r_nq, optimal_r_nq
from bullwhip.agents.theory.r_q import ReorderPoint, evaluate_r_q, optimal_r_q
from bullwhip.agents.theory.s_s import MinMaxLevels, evaluate_s_s, optimal_s_s
from bullwhip.agents.theory.safety import (
    SafetyLevel,
    consecutive_demand,
    lead_time_demand,
    safety_factor,
    safety_level,
)
from bullwhip.agents.theory.serial import Serial, evaluate_serial, optimal_serial
from bullwhip.agents.theory.stages import Stage
from bullwhip.agents.theory.unreliable import (
    DisruptedQuantity,
    eoq_disrupted,
    evaluate_disrupted,
    newsvendor_yield,
    optimal_disrupted,
)

__all__ = [
    "AssembleToOrder",
    "Assembly",
    "BaseStock",
    "BaseSurgeLevels",
    "ContinuousDistribution",
    "DemandDistribution",
    "Discrete",
    "DisruptedQuantity",
    "DualSourcing",
    "ExponentialShortfall",
    "Exposure",
    "FigureError",
    "Gamma",
    "LostSalesLevel",
    "LotSizes",
    "MinMaxLevels",
    "Normal",
    "OneWarehouse",
    "OrderQuantity",
    "OutageRecovery",
    "Outdating",
    "Perishable",
    "PlacedStock",
    "Placement",
    "ReorderPoint",
    "SafetyLevel",
    "Serial",
    "SerialBounds",
    "Stage",
    "SurvivedOutage",
    "branched_placement",
    "bullwhip_ar1",
    "bullwhip_chain",
    "bullwhip_chain_bound",
    "bullwhip_chain_shared",
    "bullwhip_exponential_smoothing",
    "bullwhip_moving_average",
    "bullwhip_smoothing",
    "consecutive_demand",
    "critical_ratio",
    "eoq",
    "eoq_backorders",
    "eoq_disrupted",
    "evaluate_assemble_to_order",
    "evaluate_base_stock",
    "evaluate_base_surge",
    "evaluate_capacitated",
    "evaluate_crossing",
    "evaluate_disrupted",
    "evaluate_dual_sourcing",
    "evaluate_lost_sales",
    "evaluate_one_warehouse",
    "evaluate_perishable",
    "evaluate_placement",
    "evaluate_r_nq",
    "evaluate_r_q",
    "evaluate_s_s",
    "evaluate_serial",
    "exponential_overshoot",
    "exponential_shortfall",
    "exponential_smoothing_filter",
    "fifo_outdating",
    "lead_time_demand",
    "moving_average_filter",
    "net_stock_amplification_smoothing",
    "net_stock_filter",
    "newsvendor",
    "newsvendor_serial",
    "newsvendor_yield",
    "optimal_assembly",
    "optimal_base_stock",
    "optimal_base_surge",
    "optimal_capacitated",
    "optimal_capacitated_exponential",
    "optimal_crossing",
    "optimal_disrupted",
    "optimal_lost_sales",
    "optimal_one_warehouse",
    "optimal_placement",
    "optimal_r_nq",
    "optimal_r_q",
    "optimal_s_s",
    "optimal_serial",
    "order_variance_batching",
    "outage_recovery",
    "outstanding_demand",
    "risk_exposure",
    "safety_factor",
    "safety_level",
    "serial_bounds",
    "shortfall",
    "smoothing_filter",
    "survive_outage",
    "variance_ratio",
    "wagner_whitin",
]
