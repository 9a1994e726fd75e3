"""Makers of rules whose buffers are a choice: what is known is computed, and the rest is stated here."""

from __future__ import annotations

from bullwhip.agents.rules import Cover, Hybrid, JustInCase, JustInTime
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.tuning.outlook import Outlook

__all__ = ["CHOSEN", "COVER", "cover", "hybrid", "just_in_case", "just_in_time"]

COVER = 3.0  # periods of demand that are kept just in case, or in reserve
TIMES = 1.0  # lead times of demand that are kept; of chips some months, as long as they take
CHOSEN = {  # by rule, what no cost asks for
    "just-in-time": "a buffer of one standard deviation of a period's demand",
    "just-in-case": f"a cover of {COVER:g} periods",
    "cover": "a cover of one lead time",
    "hybrid": f"a reserve of {COVER:g} periods",
}


def just_in_time(outlook: Outlook) -> Rule:
    """The demand of the lead time, and one standard deviation of a period's besides."""
    return JustInTime(rate=outlook.demand.mean, buffer=outlook.rounded(outlook.demand.sd))


def just_in_case(outlook: Outlook) -> Rule:
    """Some periods of forecast demand."""
    return JustInCase(forecast=outlook.forecast, cover=COVER)


def cover(outlook: Outlook) -> Rule:
    """As long as the lead time."""
    return Cover(forecast=outlook.forecast, times=TIMES)


def hybrid(outlook: Outlook) -> Rule:
    """A base that is as lean as just-in-time, and some periods of forecast demand in reserve."""
    return Hybrid(forecast=outlook.forecast, reserve=COVER)
