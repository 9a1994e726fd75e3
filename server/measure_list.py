"""All measures as a page to read, made from the table that computes them."""

from bullwhip.network.measures import LETTERS, MEASURES

__all__ = ["measure_list"]

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


def measure_list() -> str:
    """The Markdown page of the measures."""
    rows = "".join(
        f"| `{name}` | {measure.unit} | {measure.text} | {measure.formula} | {measure.source} |\n"
        for name, measure in MEASURES.items()
    )
    letters = "".join(f"| {letter} | {meaning} |\n" for letter, meaning in LETTERS.items())
    return f"{HEAD}{rows}{LEGEND}{letters}"
