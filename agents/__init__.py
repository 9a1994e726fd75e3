"""Who decides: views, stocking rules, Mesa agents, and experiments with them.

A rule sees a `View` and answers with orders; it never touches the state. A user's own rule is as good as one
of ours: the same class, the same speed. Imports `bullwhip.network`, never the command line or the web.
"""

__all__ = [
    "comparison",
    "experiment",
    "forecasts",
    "optimal",
    "plots",
    "rule",
    "rules",
    "supply_network",
    "tuned",
    "view",
]
