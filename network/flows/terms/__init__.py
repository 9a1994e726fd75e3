"""Terms: a file for each thing that not everybody needs.  To be a term a file need only be here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from bullwhip.network.flows.term import Term

__all__ = ["every_term"]


@cache
def every_term() -> tuple[type[Term], ...]:
    """The terms there are, in the order of their files' names."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return tuple(
        made
        for module in modules
        for made in vars(module).values()
        if isinstance(made, type) and issubclass(made, Term) and made.__module__ == module.__name__
    )
