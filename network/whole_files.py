"""Files written whole or not at all: beside their place first, and put into it when all of a set are complete.

A full disk, Ctrl-C or a fault on the way leaves what was there before, and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType

__all__ = ["Content", "write_whole"]

# What a file is to hold: its bytes, or who writes it, given a path to write to.
Content = bytes | Callable[[Path], object]


def write_whole(files: Mapping[Path, Content]) -> list[Path]:
    """Write a set of files, and make their folders where there are none: all of them appear, or none; the files.

    What is neither a file nor a folder (a pipe, /dev/stdout) cannot be put into its place, and is written directly.
    Raises OSError, which names the file that could not be written.
    """
    waiting: list[tuple[Path, Path, Path]] = []  # the file as it is called, its temporary, its place
    try:
        for path, content in files.items():
            with _named(path):
                if path.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if path.exists() and not path.is_file():
                    path.write_bytes(content) if isinstance(content, bytes) else content(path)
                    continue
                place = Path(os.path.realpath(path))  # a link stays one
                place.parent.mkdir(parents=True, exist_ok=True)
                temporary = _beside(place)
                waiting.append((path, temporary, place))
                _fill(temporary, content, place)
        with _undisturbed():
            _put(waiting)
    finally:
        for _, temporary, _ in waiting:
            temporary.unlink(missing_ok=True)
    return list(files)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error of the system name the file that people know, not a temporary one."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
        raise OSError(error.errno or errno.EIO, reason, str(path)) from error


def _beside(place: Path) -> Path:
    """A new name in the folder of a file."""
    return place.with_name(f".{secrets.token_hex(8)}.part")


def _fill(temporary: Path, content: Content, place: Path) -> None:
    """Write a file, and see that it is on the disk: after a power cut a name must not stand for an empty file.

    It has the rights of the file whose place it takes; one that may not be written is not replaced either.
    """
    temporary.open("xb").close()
    if place.exists():
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        temporary.chmod(place.stat().st_mode & 0o777)
    if isinstance(content, bytes):
        temporary.write_bytes(content)
    else:
        content(temporary)
    with temporary.open("rb+") as written:
        os.fsync(written.fileno())


def _put(waiting: list[tuple[Path, Path, Path]]) -> None:
    """Put complete files into their places.  Where one cannot be, those before it are as they were."""
    undo: list[Callable[[], object]] = []
    asides: list[Path] = []
    try:
        for path, temporary, place in waiting:
            with _named(path):
                if len(waiting) > 1 and place.exists():
                    asides.append(_kept(place))
                    undo.append(functools.partial(asides[-1].replace, place))
                    temporary.replace(place)
                else:
                    temporary.replace(place)
                    undo.append(place.unlink)
    except BaseException:
        for step in reversed(undo):
            step()
        raise
    finally:
        for aside in asides:  # where a second name is still there; all files are in their places
            with contextlib.suppress(OSError):
                aside.unlink()


def _kept(place: Path) -> Path:
    """A second name of a file, under which it is kept while another takes its place, which is empty at no moment."""
    aside = _beside(place)
    try:
        os.link(place, aside)
    except OSError:  # a file system without links
        place.replace(aside)
    return aside


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off Ctrl-C for the few moments in which some files of a set are new and others not."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        for number, frame in came[:1]:
            before(number, frame)
