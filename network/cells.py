"""Cells: moments of the figures of 64 replications each.

Sums are taken in an order of their own, eight side by side, which is NumPy's for rows that are not longer than 128.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled

__all__ = ["CELL", "cells_of", "products_of"]

CELL = 64  # replications


def cells_of(values: Array) -> tuple[Array, ...]:
    """(entities, cells) means of values (entities, replications), and sums of squares and of cubes about them."""
    return tuple(_moments(values))


def products_of(a: Array, b: Array) -> tuple[Array, ...]:
    """(entities, cells) sums of products about the means of both: ab, aab, abb."""
    return tuple(_mixed_moments(a, b))


@compiled
def _moments(values):  # type: ignore[no-untyped-def]
    entities, count = values.shape
    out = np.empty((3, entities, -(-count // CELL)))
    about, squares = np.empty(CELL), np.empty(CELL)
    for e in range(entities):
        for cell in range(out.shape[2]):
            size = min(CELL, count - CELL * cell)
            out[0, e, cell] = _take_about_mean(values, e, CELL * cell, size, about)
            for k in range(size):
                squares[k] = about[k] * about[k]
                about[k] = squares[k] * about[k]
            out[1, e, cell] = _sum(squares, size)
            out[2, e, cell] = _sum(about, size)
    return out


@compiled
def _mixed_moments(over, under):  # type: ignore[no-untyped-def]
    entities, count = over.shape
    out = np.empty((3, entities, -(-count // CELL)))
    a, b, ab = np.empty(CELL), np.empty(CELL), np.empty(CELL)
    for e in range(entities):
        for cell in range(out.shape[2]):
            size = min(CELL, count - CELL * cell)
            _take_about_mean(over, e, CELL * cell, size, a)
            _take_about_mean(under, e, CELL * cell, size, b)
            for k in range(size):
                ab[k] = a[k] * b[k]
                a[k] *= ab[k]
                b[k] *= ab[k]
            out[0, e, cell], out[1, e, cell], out[2, e, cell] = _sum(ab, size), _sum(a, size), _sum(b, size)
    return out


@compiled(inline=True)
def _take_about_mean(values, e, first, size, about):  # type: ignore[no-untyped-def]
    """Put the values from `first` on about their mean, which is the answer."""
    for k in range(size):
        about[k] = values[e, first + k]
    mean = _sum(about, size) / size
    for k in range(size):
        about[k] -= mean
    return mean


@compiled(inline=True)
def _sum(x, size):  # type: ignore[no-untyped-def]
    """The sum of the first `size` numbers."""
    if size < 8:
        total = -0.0
        for k in range(size):
            total += x[k]
        return total
    s0, s1, s2, s3, s4, s5, s6, s7 = x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
    whole = size - size % 8
    for k in range(8, whole, 8):
        s0 += x[k]
        s1 += x[k + 1]
        s2 += x[k + 2]
        s3 += x[k + 3]
        s4 += x[k + 4]
        s5 += x[k + 5]
        s6 += x[k + 6]
        s7 += x[k + 7]
    total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
    for k in range(whole, size):
        total += x[k]
    return total
