"""Measures to read, all on a page or one by itself, made from the table that computes them."""

import re

from bullwhip.network.measures import LETTERS, MEASURES, Measure
from bullwhip.network.record import HISTORY

__all__ = ["history_list", "measure_list", "measure_text"]

HEAD = """\
# Measures

Made by `bullwhip measures --markdown`. These are the names in tables, files and `--json`.

A measure is taken of each stockpoint (one item at one site) and of the whole network. Of the whole, stock and costs are
sums over all stockpoints, demand and service are those of the stockpoints that customers buy from, and orders are those
that leave for the outside world.

Each figure is a mean over replications; a ratio is that of two such means. Its interval is Student's for a mean, and by
the delta method for a ratio (Law, *Simulation Modeling and Analysis*, 5th ed., section 9.4).

| measure | unit | meaning | formula | source |
|---|---|---|---|---|
"""
LEGEND = """
## The letters

| letter | meaning |
|---|---|
"""
HISTORIES = """
## The columns of a history

`run --record` (in Python `record=True`, `.history`) keeps a row for every period (counted from 1), site, item and
replication (counted from 0), with the warm-up. `--record-columns`, `--record-sites` and `--record-periods` keep a part
of it; in Python `record=["order"]`, or `record={"columns": [...], "sites": [...], "items": [...], "periods": (1, 52)}`.

| column | unit | meaning |
|---|---|---|
"""


def measure_list() -> str:
    """The Markdown page of the measures."""
    rows = "".join(
        f"| `{name}` | {measure.unit} | {measure.text} | {measure.formula} | {measure.source} |\n"
        for name, measure in MEASURES.items()
    )
    letters = "".join(f"| {letter} | {meaning} |\n" for letter, meaning in LETTERS.items())
    columns = "".join(f"| `{name}` | {column.unit} | {column.text} |\n" for name, column in HISTORY.items())
    return f"{HEAD}{rows}{LEGEND}{letters}{HISTORIES}{columns}"


def history_list() -> str:
    """The columns of a history, a line each."""
    width = max(map(len, HISTORY))
    return "\n".join(f"{name:<{width}}  {column.unit:<5}  {column.text}" for name, column in HISTORY.items())


def measure_text(measure: Measure) -> str:
    """A measure in full: what it means, its unit, formula and source, and the letters of the formula."""
    lines = [measure.text, "", f"  unit     {measure.unit}", f"  formula  {measure.formula}"]
    if measure.source:
        lines.append(f"  source   {measure.source}")
    used = set(re.findall(r"[A-Za-z_]+", measure.formula))
    told = [(letters, text) for letters, text in LETTERS.items() if used & set(letters.split(", "))]
    if told:
        width = max(len(letters) for letters, _ in told)
        lines += ["", *(f"  {letters:<{width}}  {text}" for letters, text in told)]
    return "\n".join(lines)
