"""Constant work in process: something is let in when something has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from bullwhip.agents.rules.rule import Rule, Scale, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["Conwip"]


@dataclass(frozen=True)
class Conwip(Rule):
    """Order what keeps work in process at a level (CONWIP).

    Work in process is what is on hand and on order here; where the scenario shares stock (`share = ["stock"]`) also
    what is on hand at all sites downstream, and on its way to them, in units of this stockpoint.  What leaves it is
    what the last of these sites give their customers: a backlog lets nothing in.  So a site that sees only itself has a
    loop of cards of its own (kanban of single units), and the first site of a line that sees all of it one loop for the
    line.  The level is never exceeded by an order of its own.
    Spearman, Woodruff & Hopp, Int. J. Production Research 28(5) 1990.
    """

    searched: ClassVar[Mapping[str, Scale]] = {"level": "echelon"}

    level: Units
    """Work in process up to which orders are let in, in units."""

    def order(self, view: View) -> Array:
        """What has left."""
        return np.maximum(self.level - view.work_in_process, 0.0)
