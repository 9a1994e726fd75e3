"""How long an answer takes on a kept connection, with the server's handler of connections and with gevent's own.

Run: python -m tests.bench.latency [--requests N].  Both servers are started by turns on free ports of this computer;
each answers the same requests one after another on one connection, as a browser asks them.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import subprocess
import sys
import time

SERVER = """
from gevent import monkey
monkey.patch_all()
import sys, tempfile
from gevent.pywsgi import WSGIHandler, WSGIServer
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.web.app import create_app
from bullwhip.server.web.connections import Handler
with tempfile.TemporaryDirectory() as folder:
    app = create_app(Classroom(Database(f"sqlite:///{folder}/games.db")), limited=False)
    handler = Handler if sys.argv[1] == "ours" else WSGIHandler
    server = WSGIServer(("127.0.0.1", 0), app, log=None, handler_class=handler)
    server.start()
    print(server.server_port, flush=True)
    server.serve_forever()
"""
PATHS = ("/api/scenarios", "/about")


def times(which: str, path: str, requests: int) -> list[float]:
    """How long each of so many answers took, ms."""
    with subprocess.Popen([sys.executable, "-c", SERVER, which], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            asked = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()))
            took = []
            for _ in range(requests + 1):  # the first one compiles templates
                begun = time.perf_counter()
                asked.request("GET", path)
                asked.getresponse().read()
                took.append(1000 * (time.perf_counter() - begun))
            asked.close()
            return took[1:]
        finally:
            server.terminate()


def main() -> None:
    """Print the medians and the 99th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    print(f"{'path':<16}{'handler':<10}{'p50 ms':>9}{'p99 ms':>9}")
    for path in PATHS:
        for which in ("gevent's", "ours"):
            took = times(which, path, given.requests)
            print(f"{path:<16}{which:<10}{statistics.median(took):>9.2f}{statistics.quantiles(took, n=100)[98]:>9.2f}")


if __name__ == "__main__":
    main()
