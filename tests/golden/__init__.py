"""Golden runs: what each shipped scenario gave when somebody last looked at it.

A change that moves one of these figures, be it in the ninth digit, shows here.  To record them anew, at the root of
the project: `python -m tests.golden [NAME ...]`; then look at the difference before you keep it.
"""
