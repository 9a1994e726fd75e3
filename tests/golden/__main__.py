"""Records golden runs anew: `python -m tests.golden [NAME ...]`, all without a name."""

import sys

from bullwhip.network.scenario import shipped
from tests.golden.golden import write

for name in sys.argv[1:] or shipped():
    write(name)
    sys.stdout.write(f"{name}\n")
