"""Disruptions: what happens to a network from outside, when, and how hard.

`kinds/` has a file for each kind: where it can be, which keys it takes.
"""
