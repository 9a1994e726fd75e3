"""Prints the table of cases: `python -m tests.cases`, or `make cases`, which keeps it as RESULTS.md."""

import sys

from tests.cases.checks import as_table
from tests.cases.formulas import formula_checks
from tests.cases.simulations import simulation_checks

HEAD = """# The figures of the literature, and ours

Printed by `make cases`. The cases are described in [README.md](README.md), with their sources in `cases.json`.
Figures without "simulated" come from a formula or an algorithm of `bullwhip.agents.theory`, the others from runs of
the engine.
"""

if __name__ == "__main__":
    checks = sorted([*formula_checks(), *simulation_checks()], key=lambda check: (len(check.case), check.case))
    within = sum(check.passed for check in checks)
    sys.stdout.write(f"{HEAD}\n{within} of {len(checks)} figures are within their tolerance.\n\n{as_table(checks)}\n")
    sys.exit(0 if within == len(checks) else 1)
