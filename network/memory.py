"""The memory that this computer has to spare, as far as it can be told without a library."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

__all__ = ["memory_left", "size_in_words"]

_GROUPS = Path("/sys/fs/cgroup")  # what a container may use: version 2 at the top, version 1 in a folder
_LIMITS = (
    ("memory.max", "memory.current", "memory.stat"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
)
_CACHE = {"active_file", "inactive_file"}  # counted as used, and given back when it is wanted


def memory_left() -> int | None:
    """Bytes that can be used without pushing anything out of memory; None where the system does not tell."""
    known = [size for size in (_of_system(), *_of_container()) if size is not None]
    return max(min(known), 0) if known else None


def _of_system() -> int | None:
    if sys.platform == "linux":
        for line in _text(Path("/proc/meminfo")).splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return _of_windows()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")  # macOS does not tell how much of it is free
    except (ValueError, OSError):
        return None


def _of_container() -> list[int]:
    """What is left of the limits of the group of processes that this one runs in."""
    found = []
    for names in _LIMITS:
        most, now, parts = (_text(_GROUPS / name).strip() for name in names)
        if most.isdigit() and now.isdigit():
            counts = (line.split() for line in parts.splitlines())
            found.append(int(most) - int(now) + sum(int(count) for name, count in counts if name in _CACHE))
    return found


def _of_windows() -> int | None:
    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of the Windows API."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "left", "t1", "t2", "t3", "t4", "t5")),
        )

    status = Status()
    status.length = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (other systems' ctypes has none)
    return int(status.left) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _text(path: Path) -> str:
    """What a file of the system says; nothing where there is none."""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def size_in_words(size: float) -> str:
    """A number of bytes as people say it: `3.2 GB`."""
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if size < 999.5 or unit == "PB":
            return f"{size:.3g} {unit}" if size < 999.5 else f"{size:,.0f} {unit}"
        size /= 1000.0
    raise AssertionError("there is a last unit")
