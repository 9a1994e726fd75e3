"""Prints the table of cases: `python -m tests.cases`."""

import sys

from tests.cases.checks import as_table
from tests.cases.formulas import formula_checks

if __name__ == "__main__":
    checks = list(formula_checks())
    sys.stdout.write(as_table(checks) + "\n")
    sys.exit(0 if all(check.passed for check in checks) else 1)
