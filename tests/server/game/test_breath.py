"""Nothing long holds up others: it pauses for real, and what fails elsewhere is raised here."""

from __future__ import annotations

import subprocess
import sys


def test_a_breath_lets_come_in_what_waits_outside() -> None:
    script = """
from gevent import monkey
monkey.patch_all()
import socket, threading, time
from bullwhip.server.game.breath import Breath
mine, theirs = socket.socketpair()
came = []
reader = threading.Thread(target=lambda: came.append(mine.recv(1)))
reader.start()
time.sleep(0.01)
theirs.send(b"x")
breathe, end = Breath(), time.perf_counter() + 0.2
while time.perf_counter() < end:
    breathe()
print("read" if came else "waited")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=True)
    assert done.stdout == "read\n"


def test_what_fails_aside_is_raised_here_without_a_traceback_there() -> None:
    script = """
from gevent import monkey
monkey.patch_all()
from bullwhip.server.web.serving import aside
assert aside(lambda: 7) == 7
def full():
    raise OSError(28, "No space left on device")
try:
    aside(full)
except OSError as error:
    print(error.strerror)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=True)
    assert (done.stdout, done.stderr) == ("No space left on device\n", "")
