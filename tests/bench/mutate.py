"""Plants single faults in a copy of the project, one at a time, and says which of them the nearest tests find.

    python -m tests.bench.mutate [WORD ...] [--list] [--go-on] [--lived] [--results out/mutants.json]

The faults stand in mutants/*.toml: by room of the project a file, its nearest tests, and pairs of a piece of text,
which must occur once in the file (else the fault is stale), and what is put in its place.  A third text says why a
fault may live: that no test can tell it, or that none is worth it.  Words choose rooms or faults that hold one of them.

Tests run in a copy of the project, in children of one process that has imported what the project needs but nothing of
the project, until the first test fails; Hypothesis does not look for a smaller example (profile `first`).  Tests with
PostgreSQL are left out: they are the same.

The results are kept; --go-on leaves out what has one, and --lived takes what lived.  Status 1 if a fault lived for
which there is no reason, or is stale.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TABLES = Path(__file__).with_name("mutants")
PARTS = ("network", "agents", "server", "scenarios")
NEEDED = (
    "numpy", "scipy.stats", "scipy.optimize", "scipy.special", "scipy.fft", "numba", "pandas", "pyarrow", "mesa",
    "networkx", "matplotlib.figure", "pydantic", "sqlalchemy", "flask", "click", "tqdm", "babel", "pytest",
)  # fmt: skip
LEAST_TIME, TIMES = 90.0, 8.0  # s, and as many times as without a fault: then a test hangs
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no", "-k", "not postgresql", "--hypothesis-profile=first")
BROKEN = {3: "pytest failed", 4: "wrong tests", 5: "no tests"}


@dataclass(frozen=True)
class Fault:
    """A change of a file, and the tests that should find it."""

    room: str
    file: str
    at: str
    to: str
    why: str  # it may live; empty: it may not
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        at, to = (" ".join(text.split()) for text in (self.at, self.to))
        return f"{self.room}: {at} => {to or 'nothing'}"

    def is_stale(self, root: Path) -> bool:
        return not (root / self.file).exists() or (root / self.file).read_text(encoding="utf-8").count(self.at) != 1


@dataclass(frozen=True)
class Verdict:
    """What became of a fault: killed, lived, slow (it hangs), stale or broken, and by which test."""

    what: str
    by: str = ""
    seconds: float = 0.0


def read(words: Sequence[str]) -> list[Fault]:
    """The faults of the tables, as far as they hold one of the words."""
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(TABLES.glob("*.toml"))]
    faults = [
        Fault(room["name"], room["file"], at, to, " ".join(why), tuple(room["tests"]))
        for table in tables
        for room in table["room"]
        for at, to, *why in room["faults"]
    ]
    return [fault for fault in faults if not words or any(word in fault.name for word in words)]


class Copy:
    """The project as a plain package in a folder of its own, with the caches of its compiled code."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.warm, self.anew = folder / "tree", folder / "warm", folder / "anew"
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
        )
        for name in filter(lambda name: (ROOT / name).is_file(), listed.stdout.splitlines()):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.tree / name)
        package = self.tree / "bullwhip"
        shutil.copytree(self.tree / "api", package)
        for part in PARTS:
            (package / part).symlink_to(self.tree / part)
        self.warm.mkdir()

    @contextmanager
    def planted(self, fault: Fault) -> Iterator[Path]:
        """The tree with a fault in it; the folder of compiled code to use."""
        file = self.tree / fault.file
        text, was = file.read_text(encoding="utf-8"), file.stat()
        cache = self.warm
        if "@compiled" in text:  # what is made of it takes the place of what was made before
            cache = self.anew
            shutil.copytree(self.warm, cache)
        file.write_text(text.replace(fault.at, fault.to), encoding="utf-8")
        try:
            _forget_bytecode(file)
            yield cache
        finally:
            file.write_text(text, encoding="utf-8")
            os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
            _forget_bytecode(file)
            shutil.rmtree(self.anew, ignore_errors=True)

    def test(self, tests: Sequence[str], cache: Path, limit: float) -> Verdict:
        """Run tests in a child, as long as the limit allows."""
        out = self.tree.parent / "out.txt"
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _run(self.tree, cache, tests, out)
        while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
            if time.monotonic() - began > limit:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return Verdict("slow", f"not done after {limit:.0f} s", limit)
            time.sleep(0.05)
        code, seconds = os.waitstatus_to_exitcode(ended[1]), time.monotonic() - began
        said = out.read_text(encoding="utf-8", errors="replace")
        if code == 0:
            return Verdict("lived", "", seconds)
        if code in BROKEN:
            return Verdict("broken", f"{BROKEN[code]}: {said[-300:]}", seconds)
        first = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
        return Verdict("killed", first[1] if first else f"status {code}: {said[-300:]}", seconds)


def _forget_bytecode(file: Path) -> None:
    """Python looks at a file's length and second only."""
    for kept in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        kept.unlink()


def _run(tree: Path, cache: Path, tests: Sequence[str], out: Path) -> None:
    """In the child: pytest in the copy.  It does not return."""
    os.setsid()
    with out.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    code = 3
    try:
        for name in [name for name in sys.modules if name.split(".")[0] in {"tests", "bullwhip"}]:
            del sys.modules[name]
        os.chdir(tree)
        sys.path[0] = str(tree)
        os.environ |= {"PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(cache)}
        import_module("numba").config.CACHE_DIR = str(cache)
        code = int(import_module("pytest").main([*OPTIONS, f"--basetemp={tree.parent / 'tmp'}", *tests]))
        sys.stdout.flush()
    finally:
        os._exit(code)


class Results:
    """What became of each fault, kept in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def of(self, fault: Fault) -> str:
        return str(self._kept.get(fault.name, {}).get("what", ""))

    def keep(self, fault: Fault, verdict: Verdict) -> None:
        self._kept[fault.name] = vars(verdict)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._kept, indent=1) + "\n", encoding="utf-8")


def judged(faults: Sequence[Fault], folder: Path) -> Iterator[tuple[Fault, Verdict]]:
    """What becomes of each fault, as it is found out."""
    copy = Copy(folder)
    for name in NEEDED:
        import_module(name)
    for tests, same in groupby(faults, key=lambda fault: fault.tests):
        whole = copy.test(tests, copy.warm, 1800.0)
        for fault in same:
            if fault.is_stale(copy.tree):
                yield fault, Verdict("stale")
            elif whole.what != "lived":
                yield fault, Verdict("broken", f"the tests fail without a fault: {whole.by}")
            else:
                with copy.planted(fault) as cache:
                    yield fault, copy.test(tests, cache, max(LEAST_TIME, TIMES * whole.seconds))


def summary(faults: Sequence[Fault], results: Results) -> None:
    """A line for each room: planted, killed, lived and may, lived, not judged."""
    print(f"{'room':24}{'faults':>8}{'killed':>8}{'may live':>10}{'lived':>8}{'stale, broken or not run':>26}")
    sums = [0] * 5
    for room, several in groupby(faults, key=lambda fault: fault.room):
        inside = list(several)
        found = [(results.of(fault), bool(fault.why)) for fault in inside]
        killed = sum(what in {"killed", "slow"} for what, _ in found)
        may, lived = (sum(what == "lived" and why is reason for what, why in found) for reason in (True, False))
        line = [len(inside), killed, may, lived, len(inside) - killed - may - lived]
        sums = [total + count for total, count in zip(sums, line, strict=True)]
        print("{:24}{:8}{:8}{:10}{:8}{:26}".format(room, *line))
    print("{:24}{:8}{:8}{:10}{:8}{:26}".format("all", *sums))


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench.mutate")
    asked.add_argument("words", nargs="*")
    asked.add_argument("--list", action="store_true", help="say which faults are stale, and plant none")
    asked.add_argument("--go-on", action="store_true", help="leave out what has a result")
    asked.add_argument("--lived", action="store_true", help="only what lived, was slow or broken the last time")
    asked.add_argument("--results", type=Path, default=ROOT / "out" / "mutants.json")
    given = asked.parse_args()
    faults, results = read(given.words), Results(given.results)
    if given.list:
        stale = [fault for fault in faults if fault.is_stale(ROOT)]
        print(*(f"stale   {fault.name}" for fault in stale), f"{len(faults)} faults, {len(stale)} stale", sep="\n")
        return 1 if stale else 0
    chosen = [
        fault
        for fault in faults
        if not (given.go_on and results.of(fault) in {"killed", "lived", "slow"})
        and not (given.lived and results.of(fault) not in {"lived", "slow", "broken"})
    ]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for fault, verdict in judged(chosen, Path(folder)):
            results.keep(fault, verdict)
            excused = verdict.what == "lived" and bool(fault.why)
            bad += verdict.what not in {"killed", "slow"} and not excused
            more = f"  ({fault.why})" if excused else f"  [{verdict.by}]" if verdict.by else ""
            print(f"{verdict.what:8}{verdict.seconds:5.0f} s  {fault.name}{more}", flush=True)
    summary(faults, results)
    return 1 if bad else 0


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process that forks has no threads of its own
    sys.exit(main())
