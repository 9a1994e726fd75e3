"""A server that a load test starts on this computer, looks at, and ends: it and its children, by their ids."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

__all__ = ["Served", "free_port", "make_ready", "served"]

EVERY = 2.0  # s between two looks at the memory
PATIENCE = 180.0  # s until a server must answer
MB = 1e6


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_ready() -> None:
    """Let this process and its servers have as many connections as the system allows; being told to end ends them."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@dataclass
class Served:
    """A running server, and what it has needed so far."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    stop: signal.Signals = signal.SIGTERM
    memory: float = 0.0  # MB, at most, of all its processes; what they share counts once

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def family(self) -> list[psutil.Process]:
        """The process and its children that live."""
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        return []

    def busy(self) -> float:
        """Processor time so far, in seconds."""
        total = 0.0
        for one in self.family():
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                total += times.user + times.system
        return total

    def look(self) -> None:
        """Keep the memory's peak."""
        total = 0.0
        for one in self.family():
            with suppress(psutil.NoSuchProcess):
                total += one.memory_full_info().pss / MB
        self.memory = max(self.memory, total)

    def end(self) -> None:
        """End it: politely, then at once, with all that it started (they are a group of their own)."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@asynccontextmanager
async def served(
    command: Sequence[str],
    port: int,
    folder: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> AsyncIterator[Served]:
    """Start a server in a folder, where its log goes too, wait until it answers, and end it in any case.

    It runs as another `user`, if one is given; `stop` is the signal that ends it politely.
    Raises SystemExit if it ends by itself before it answers, or never answers.
    """
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdout=out,
            stderr=out,
            start_new_session=True,
            user=user,
        )
    server = Served(process, port, log, stop)
    try:
        await _answers(server)
        watch = asyncio.create_task(_watch(server))
        try:
            yield server
            server.look()
        finally:
            watch.cancel()
    finally:
        server.end()


async def _answers(server: Served) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit(f"the server did not answer:\n{server.log.read_text(errors='replace')[-2000:]}")


async def _watch(server: Served) -> None:
    while True:
        server.look()
        await asyncio.sleep(EVERY)
