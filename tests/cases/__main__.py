"""Prints the table of cases: `python -m tests.cases`."""

import sys

from tests.cases.checks import as_table
from tests.cases.formulas import formula_checks
from tests.cases.simulations import simulation_checks

if __name__ == "__main__":
    checks = sorted([*formula_checks(), *simulation_checks()], key=lambda check: (len(check.case), check.case))
    sys.stdout.write(as_table(checks) + "\n")
    sys.exit(0 if all(check.passed for check in checks) else 1)
