"""Lead time: what is sent travels longer."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["LeadTimeDisruption"]


class LeadTimeDisruption(Kind):
    """What is sent travels longer."""

    name = "lead_time"
    where = Where.COMES
    strength = ("longer", "factor")
    extra = ("under_way",)

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Lead times are multiplied, or added to: those of what is sent, or also of what is under way."""
        factor = 1.0 if table.factor is None else table.factor
        change = Change(1.0 + intensity * (factor - 1.0), intensity * float(table.longer or 0))
        return {Effect.LEAD_TIME: change} | ({Effect.UNDER_WAY: change} if table.under_way else {})
