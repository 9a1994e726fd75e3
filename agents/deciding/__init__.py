"""Who decides for which stockpoints, and the period in which all of them do.

Here is the one place where engine and agents meet, and where errors of a rule or an agent of one's own are told.
"""

__all__ = ["ask_agent", "rule_plan", "step", "user_errors"]
