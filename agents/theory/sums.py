"""The distribution of a sum of independent demands on whole units, over a known or a random number of periods."""

from __future__ import annotations

import math

import numpy as np
from scipy import fft, special

from bullwhip.network.arrays import Array

__all__ = ["sum_of"]

# Longer results go by Fourier transforms; shorter ones by convolution, which keeps small tails exact.
LONGEST_CONVOLUTION = 8192
# The chance of what may lie beyond a transform's length, and what a transform's rounding leaves behind.
BEYOND = 1e-14
NOISE = 1e-17


def sum_of(p: Array, start: int, weights: Array, first: int = 0) -> tuple[Array, int]:
    """Probabilities and first value of the sum of N demands, where N = first + k with chance weights[k].

    p: (values,), the chances of demands start, start + 1, ...
    """
    most = first + weights.size - 1
    low, high = sorted((start * first, start * most))
    if high - low + (p.size - 1) * most < LONGEST_CONVOLUTION:
        return _convolved(p, start, weights, first, low), low
    size = fft.next_fast_len(high - low + _reach(p, most) + 1, real=True)
    return _transformed(p, start, weights, first, low, size), low


def _convolved(p: Array, start: int, weights: Array, first: int, low: int) -> Array:
    most = first + weights.size - 1
    total = np.zeros(max(start * first, start * most) - low + (p.size - 1) * most + 1)
    power = _power(p, first)
    for k, weight in enumerate(weights):
        at = start * (first + k) - low
        total[at : at + power.size] += weight * power
        power = np.convolve(power, p)
    return total


def _power(p: Array, n: int) -> Array:
    """The n-fold convolution of p with itself, by repeated squaring."""
    result, square = np.ones(1), p
    while n:
        result = np.convolve(result, square) if n & 1 else result
        n >>= 1
        square = np.convolve(square, square) if n else square
    return result


def _transformed(p: Array, start: int, weights: Array, first: int, low: int, size: int) -> Array:
    """The generating function of N at the transform of one period's demand, transformed back.

    Values are kept modulo `size`; the caller chose it so that none of weight meet.
    """
    wrapped = np.bincount((start + np.arange(p.size)) % size, weights=p, minlength=size)
    one = fft.rfft(wrapped)
    total = np.zeros_like(one)
    for weight in weights[::-1]:  # Horner's rule
        total = total * one + weight
    back = np.roll(fft.irfft(total * one**first, size), -low)
    return np.where(back < NOISE, 0.0, back)


def _reach(p: Array, n: int) -> int:
    """A value that the sum of n draws of 0, 1, ... with chances p passes less often than `BEYOND`.

    Chernoff's bound, P(X >= x) <= M(t)^n exp(-t x), solved for x and minimised over a few t.
    """
    k = np.arange(p.size, dtype=float)
    bound = float((p.size - 1) * n)
    for t in np.geomspace(0.01, 100.0, 60) / p.size:
        bound = min(bound, (n * float(special.logsumexp(t * k, b=p)) - math.log(BEYOND)) / t)
    return math.ceil(bound)
