"""A PostgreSQL server of its own for a load test: made in a new folder with the shipped settings, and ended with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.served import free_port, served

__all__ = ["postgresql"]

USER = "postgres"


@asynccontextmanager
async def postgresql() -> AsyncIterator[str]:
    """The address of an empty database.  Raises SystemExit if there is no PostgreSQL on this computer."""
    programs = _programs()
    with tempfile.TemporaryDirectory() as kept:
        folder, port = Path(kept), free_port()
        as_user = USER if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        if as_user:
            shutil.chown(folder, as_user)
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"],
            check=False, capture_output=True, text=True, user=as_user, cwd=folder,
        )  # fmt: skip
        if made.returncode:
            raise SystemExit(f"no PostgreSQL server could be made:\n{made.stderr}")
        where = ["-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        command = [str(programs / "postgres"), *where]
        async with served(command, port, folder, user=as_user, stop=signal.SIGINT):
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"


def _programs() -> Path:
    """The folder of PostgreSQL's programs."""
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    if found is None:
        raise SystemExit("found no PostgreSQL on this computer; install its server, or leave --postgresql away")
    return Path(found).resolve().parent
