"""What is said of just-in-time and just-in-case, each claim as an experiment: does it hold, and how much is it?

A file has a claim, or a few that belong together; `finding.py` says what an experiment comes to.
`python -m tests.claims` prints the table and draws the pictures, `python -m tests.claims.map` the map alone.
"""
