"""Compiled code is that of the files as they are now, also of those that it only calls."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_layering import imported

ROOT = Path(__file__).parents[2]
DOOR = "from bullwhip.network.compiled import "
FILES = [
    path
    for folder in ("network", "agents", "server", "api", "scenarios")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if DOOR in path.read_text(encoding="utf-8")
]
SHARE = """
import numpy as np
from bullwhip.network.flows.allocate import serve_groups
stock, claims, given = np.array([6.0]), np.array([[4.0], [8.0]]), np.zeros((2, 1))
group, claimants = np.zeros(2, np.int64), np.zeros(2, np.uint64)
serve_groups(0, stock, claims, given, group, False, np.uint64(1), claimants, np.zeros(1, np.int64), 0)
print(*given[:, 0])
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package by itself, where it may be changed."""
    package = tmp_path / "bullwhip"
    shutil.copytree(ROOT / "api", package)
    shutil.copytree(ROOT / "network", package / "network", ignore=shutil.ignore_patterns("__pycache__"))
    return package


def answer(package: Path) -> str:
    """What the compiled code in a copy says, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", SHARE], check=True, capture_output=True, text=True, env=environment, cwd=package.parent
    )
    return done.stdout.strip()


def kept(package: Path) -> dict[str, int]:
    """When each compiled function was put on the disk."""
    return {path.name: path.stat().st_mtime_ns for path in package.rglob("*.nbc")}


def test_an_edit_of_a_file_that_compiled_code_calls_is_seen(copy: Path) -> None:
    assert answer(copy) == "2.0 4.0"
    made = kept(copy)
    assert any(name.startswith("allocate.serve_groups") for name in made)
    assert answer(copy) == "2.0 4.0"
    assert kept(copy) == made, "what is on the disk is used again"
    # A file that `allocate` imports; then one behind the table that it imports.
    philox = copy / "network" / "philox.py"
    philox.write_text(philox.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    assert answer(copy) == "2.0 4.0"
    assert all(kept(copy)[name] > made[name] for name in made)
    shares = copy / "network" / "allocation" / "proportional.py"
    text = shares.read_text(encoding="utf-8")
    assert text.count("free / total[r] if short") == 1
    shares.write_text(text.replace("free / total[r] if short", "0.5 * free / total[r] if short"), encoding="utf-8")
    assert answer(copy) == "1.0 2.0"
    shares.write_text(text, encoding="utf-8")
    assert answer(copy) == "2.0 4.0"


def test_nobody_compiles_but_by_the_door() -> None:
    strangers = [
        path
        for folder in ("network", "agents", "server", "api", "scenarios")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "compiled.py"
        and any(name.startswith("numba") for name in imported(path.read_text(encoding="utf-8")))
    ]
    assert strangers == []


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_compiled_functions_take_figures_of_files_with_compiled_code_only(path: Path) -> None:
    """A figure of another file is frozen into them, and nobody looks at that file again."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bullwhip")
        for alias in node.names
    }
    compiled = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    used = {
        name.id
        for function in compiled
        for statement in function.body
        for name in ast.walk(statement)
        if isinstance(name, ast.Name)
    }
    homes = {ours[name] for name in used & ours.keys()}
    known = {".".join(("bullwhip", *file.relative_to(ROOT).with_suffix("").parts)) for file in FILES}
    assert homes <= known
    at_top = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert homes <= at_top, "imports of compiled code stand at the top"
