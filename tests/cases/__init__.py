"""Figures from the literature, each with its source, and what Bullwhip finds for them.

`figures` reads them, `formulas` computes those that have one; `python -m tests.cases` prints the table.
"""
