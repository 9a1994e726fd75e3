"""Lead time: what is sent travels longer."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["LeadTimeDisruption"]


class LeadTimeDisruption(Kind):
    """What is sent travels longer."""

    name = "lead_time"
    where = Where.COMES
    strength = ("longer", "factor")
    extra = ("under_way",)
