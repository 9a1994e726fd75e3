"""The scenarios that come with Bullwhip: TOML files, some with CSV tables beside them.

Files, and the scripts that make some of their tables from public data; no other folder imports it.  Each file's
`teaches` says in a line what it is good for, and each has a golden run in the tests.
"""

import sys
from types import ModuleType

from bullwhip.network.scenario import scenarios

__all__: list[str] = []


class _Listed(ModuleType):
    """This folder as a module: `bullwhip.scenarios()` lists what is in it, whether or not it was imported."""

    def __call__(self) -> dict[str, str]:
        """The names of the scenarios, each with what it teaches, in a line."""
        return scenarios()


sys.modules[__name__].__class__ = _Listed  # an import puts this module into the place of the function of that name
