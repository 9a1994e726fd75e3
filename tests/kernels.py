"""Compiles the engine's kernels before several processes need them at once: `python -m tests.kernels`.

What is compiled is kept beside the sources, where the tests' workers and the servers that they start find it.
"""

from __future__ import annotations

import bullwhip as bw
from bullwhip.network.scenario import shipped

if __name__ == "__main__":
    for name in shipped():
        bw.run(name, replications=2, record=True)
