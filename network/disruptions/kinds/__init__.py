"""Kinds of disruptions: a class and a file for each.  One's own is named by its import path, `module:Name`."""

from __future__ import annotations

from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.capacity import CapacityDisruption
from bullwhip.network.disruptions.kinds.demand import DemandDisruption
from bullwhip.network.disruptions.kinds.information import InformationDisruption
from bullwhip.network.disruptions.kinds.kind import Kind
from bullwhip.network.disruptions.kinds.lead_time import LeadTimeDisruption
from bullwhip.network.disruptions.kinds.loss import LossDisruption
from bullwhip.network.disruptions.kinds.orders import OrdersDisruption
from bullwhip.network.disruptions.kinds.price import PriceDisruption
from bullwhip.network.disruptions.kinds.receiving import ReceivingDisruption
from bullwhip.network.disruptions.kinds.shipping import ShippingDisruption
from bullwhip.network.disruptions.kinds.transit import TransitDisruption

__all__ = ["DISRUPTIONS", "Change", "Effect", "Kind", "Strength", "Where"]

DISRUPTIONS: dict[str, type[Kind]] = {  # by name, in the order of the docs
    kind.name: kind
    for kind in (
        DemandDisruption,
        ShippingDisruption,
        CapacityDisruption,
        OrdersDisruption,
        LossDisruption,
        PriceDisruption,
        TransitDisruption,
        ReceivingDisruption,
        LeadTimeDisruption,
        InformationDisruption,
    )
}
