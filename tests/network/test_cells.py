"""Moments of cells: those of 64 replications each, whatever is left over in the last one."""

from __future__ import annotations

import numpy as np
import pytest

from bullwhip.network.cells import CELL, cells_of, products_of


@pytest.mark.parametrize("replications", [1, 5, 8, 13, 64, 65, 200])
def test_moments_are_those_of_each_cell(replications: int) -> None:
    draws = np.random.default_rng(replications)
    over, under = draws.gamma(2.0, 7.0, (3, replications)), draws.gamma(3.0, 5.0, (3, replications))
    found = *cells_of(over), *cells_of(under), *products_of(over, under)
    for cell, first in enumerate(range(0, replications, CELL)):
        a, b = (values[:, first : first + CELL] for values in (over, under))
        da, db = (values - values.mean(axis=1, keepdims=True) for values in (a, b))
        expected = (
            a.mean(axis=1), (da**2).sum(axis=1), (da**3).sum(axis=1),
            b.mean(axis=1), (db**2).sum(axis=1), (db**3).sum(axis=1),
            (da * db).sum(axis=1), (da * da * db).sum(axis=1), (da * db * db).sum(axis=1),
        )  # fmt: skip
        for column, figures in zip(found, expected, strict=True):
            assert column[:, cell] == pytest.approx(figures, rel=1e-9, abs=1e-6)
    assert all(column.shape == (3, -(-replications // CELL)) for column in found)
