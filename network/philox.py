"""Philox 4x32-10: random numbers by address.

The generator turns a counter (what is asked for) and a key (the seed) into 128 random bits, and keeps no state.  So the
uniform of any stream, replication and period can be had by itself and in any order: chunks, replays and branches of a
run meet the same luck without any bookkeeping.

Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11; the tests hold it against the
known answers that its authors publish with Random123.
"""

from __future__ import annotations

import hashlib

import numpy as np

from bullwhip.network.arrays import Array, UInt64s
from bullwhip.network.compiled import compiled

__all__ = ["fill_each", "fill_uniforms", "philox", "stream_address", "uniform_at"]

_U64 = np.uint64
_MULTIPLIER_0, _MULTIPLIER_1 = _U64(0xD2511F53), _U64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = _U64(0x9E3779B9), _U64(0xBB67AE85)
_LOW, _HALF = _U64(0xFFFFFFFF), _U64(32)
_DROP = _U64(12)  # 52 of 64 bits make a float64 in (0, 1): with 53, the middle of the last cell would round to 1
_UNIT = 1.0 / 4503599627370496.0  # 2**-52


def stream_address(purpose: str, *names: str) -> int:
    """The address of a stream: 64 bits that depend on its purpose and names alone, not on its place in a network."""
    text = "\0".join((purpose, *names)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


@compiled(inline=True)
def philox(c0, c1, c2, c3, key):  # type: ignore[no-untyped-def]
    """Ten rounds over the counter (four 32-bit words in uint64) under a 64-bit key; four 32-bit words in uint64."""
    a = key & _LOW
    b = key >> _HALF
    for _ in range(10):
        p0 = _MULTIPLIER_0 * c0
        p1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ a, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ b, p0 & _LOW
        a = (a + _WEYL_0) & _LOW
        b = (b + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@compiled(inline=True)
def _unit(high, low):  # type: ignore[no-untyped-def]
    """A float64 strictly between 0 and 1 from two 32-bit words: the middle of one of 2**52 equal cells."""
    return (np.int64(((high << _HALF) | low) >> _DROP) + 0.5) * _UNIT


@compiled(inline=True)
def pair_of_rows(even, odd, key, stream, first_replication, pair):  # type: ignore[no-untyped-def]
    """Uniforms of a stream in periods 2 pair and 2 pair + 1, for consecutive replications: one counter gives both."""
    low = stream & _LOW
    high = stream >> _HALF
    for r in range(even.shape[0]):
        w0, w1, w2, w3 = philox(_U64(pair), _U64(first_replication + r), low, high, key)
        even[r] = _unit(w0, w1)
        odd[r] = _unit(w2, w3)


@compiled
def fill_uniforms(out: Array, key: np.uint64, streams: UInt64s, first_replication: int, first_period: int) -> None:
    """Fill `out` (periods, streams, replications) with the uniforms of these streams.

    `first_period` and the number of periods are even: a counter serves two periods.
    """
    for s in range(out.shape[1]):
        for k in range(0, out.shape[0], 2):
            pair_of_rows(out[k, s], out[k + 1, s], key, streams[s], first_replication, (first_period + k) // 2)


@compiled
def fill_each(out, key, stream, replications, periods):  # type: ignore[no-untyped-def]
    """Fill `out` (columns,) with uniforms of a stream, each of a replication and a period of its own (columns,)."""
    for r in range(out.shape[0]):
        low, high = stream & _LOW, stream >> _HALF
        w0, w1, w2, w3 = philox(_U64(periods[r] // 2), _U64(replications[r]), low, high, key)
        out[r] = _unit(w0, w1) if periods[r] % 2 == 0 else _unit(w2, w3)


@compiled(inline=True)
def uniform_at(key, stream, replication, period, draw):  # type: ignore[no-untyped-def]
    """One uniform of a stream that needs an unknown number of draws in a period: its own counter for each draw.

    `stream` has 32 bits here, as the number of the draw takes the place of the other half.
    """
    w0, w1, _, _ = philox(_U64(period), _U64(replication), _U64(draw), stream & _LOW, key)
    return _unit(w0, w1)
