"""One figure of a case: what the literature says, what we find, and how far they may be apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Check", "as_table"]


@dataclass(frozen=True)
class Check:
    """A figure and its tolerance: relative, or absolute; both 0 means exactly equal."""

    case: str  # the part of the id before the first underscore
    figure: str
    expected: float
    found: float
    relative: float = 0.0
    absolute: float = 0.0

    @property
    def allowed(self) -> float:
        """How far the two may be apart, in the figure's own unit."""
        return max(self.absolute, self.relative * abs(self.expected))

    @property
    def passed(self) -> bool:
        """Whether the figure is within its tolerance; NaN never is."""
        return abs(self.found - self.expected) <= self.allowed

    @property
    def tolerance(self) -> str:
        """The tolerance in words."""
        if self.absolute:
            return f"{self.absolute:g}"
        return f"{self.relative:g} relative" if self.relative else "exact"


def as_table(checks: Iterable[Check]) -> str:
    """The checks as a Markdown table."""
    lines = ["| case | figure | expected | found | tolerance | |", "|---|---|---:|---:|---|---|"]
    lines += [
        f"| {check.case} | {check.figure} | {check.expected:.9g} | {check.found:.9g} | {check.tolerance} "
        f"| {'ok' if check.passed else 'FAILED'} |"
        for check in checks
    ]
    return "\n".join(lines)
