"""What can be read off the state about some stockpoints: the figures of views, agents and records.

Each reading is an array (rows, replications) of units, for the rows from `first` on.  Within a period some rows have
been through it and others not yet (levels); `settled` says up to which row, so that nothing is counted twice or missed.
"""

from __future__ import annotations

from bullwhip.network.readings.claims import (
    asked,
    backlog,
    customer_demand,
    last_order,
    on_order,
    received,
    shipped,
    waiting,
)
from bullwhip.network.readings.echelon import echelon_stock, work_in_process
from bullwhip.network.readings.leaving import destroyed, lost, outdated, shrunk
from bullwhip.network.readings.lines import Claims, Supplies, claims_on, ordered_on, received_on, supplies_of
from bullwhip.network.readings.money import beside_quantities, named_beside_quantities
from bullwhip.network.readings.production import blocked, starved
from bullwhip.network.readings.service import ServiceNow, service_now
from bullwhip.network.readings.storms import announced, disrupted
from bullwhip.network.readings.under_way import coming, going_back, in_transit, too_late, transit_cost

__all__ = [
    "Claims",
    "ServiceNow",
    "Supplies",
    "announced",
    "asked",
    "backlog",
    "beside_quantities",
    "blocked",
    "claims_on",
    "coming",
    "customer_demand",
    "destroyed",
    "disrupted",
    "echelon_stock",
    "going_back",
    "in_transit",
    "last_order",
    "lost",
    "named_beside_quantities",
    "on_order",
    "ordered_on",
    "outdated",
    "received",
    "received_on",
    "service_now",
    "shipped",
    "shrunk",
    "starved",
    "supplies_of",
    "too_late",
    "transit_cost",
    "waiting",
    "work_in_process",
]
