"""Who decides: views, stocking rules, Mesa agents, and experiments with them.

A rule sees a `View` and answers with orders; it never touches the state. A user's own rule is as good as one
of ours: the same class, the same speed. Imports `bullwhip.network`, never the command line or the web.
README.md lists the rooms from the bottom up.
"""

__all__ = [
    "debriefs",
    "deciding",
    "formats",
    "games",
    "mesa_model",
    "outcomes",
    "pictures",
    "rules",
    "runs",
    "theory",
    "tuning",
]
