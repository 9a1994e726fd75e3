"""A PostgreSQL server for the tests, where its programs are installed: in a folder of its own, on a port of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["POSTGRESQL", "programs", "running"]

USER = "postgres"
PATIENCE = 120.0  # seconds until it must listen, or have ended
TRIES = 5  # ports; between two lines of ours somebody else may take one


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, if it is installed."""
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    return Path(found).resolve().parent if found else None


# A test of PostgreSQL is one that is skipped, and said to be, where there is none.
POSTGRESQL = pytest.param(
    "postgresql",
    marks=pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed (Debian: apt install postgresql)"),
)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server that runs in a folder until the end."""
    there = programs()
    assert there is not None
    as_user = USER if hasattr(os, "geteuid") and os.geteuid() == 0 else None  # it refuses to run as root
    if as_user:
        shutil.chown(folder, as_user)
    data = folder / "data"
    made = [str(there / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(made, check=True, capture_output=True, user=as_user, cwd=folder)
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "max_connections": "300",
    }
    command = [str(there / "postgres"), "-D", str(data), *(f"--{name}={value}" for name, value in settings.items())]
    log = folder / "log"
    for _ in range(TRIES):
        port = _free_port()
        with log.open("ab") as out:
            server = subprocess.Popen([*command, f"--port={port}"], stdout=out, stderr=out, user=as_user, cwd=folder)
        try:
            if _listens(server, port):
                yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
                return
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
            server.wait(timeout=PATIENCE)
    raise AssertionError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server listens; False where it ended instead."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        except OSError:
            assert time.monotonic() < until, "PostgreSQL does not listen"
            time.sleep(0.05)
        else:
            return server.poll() is None
    return False
