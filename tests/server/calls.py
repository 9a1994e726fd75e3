"""What the tests of the command line share."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Call = Callable[..., Result]
ROOT = Path(__file__).parents[2]
