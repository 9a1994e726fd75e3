"""Dependencies run one way: server -> agents -> network. And what is quick to start stays quick."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# For each folder, what its files may not import, at the top or inside a function.
FORBIDDEN = {
    "network": {"bullwhip.agents", "bullwhip.scenarios", "bullwhip.server", "click", "flask", "matplotlib", "mesa"},
    "agents": {"bullwhip.scenarios", "bullwhip.server", "click", "flask"},
    "server": {"bullwhip.scenarios"},
    "scenarios": {"bullwhip.server", "click", "flask", "mesa"},
    "api": {"bullwhip.scenarios", "bullwhip.server", "click", "flask"},
}
MODULES = [(folder, path) for folder in FORBIDDEN for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(source: str) -> Iterator[str]:
    """Every module that a source text imports, names of a `from` import included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


@pytest.mark.parametrize(("folder", "path"), MODULES, ids=[str(path.relative_to(ROOT)) for _, path in MODULES])
def test_a_folder_imports_only_what_it_may(folder: str, path: Path) -> None:
    modules = set(imported(path.read_text(encoding="utf-8")))
    assert not {module for module in modules if within(module, FORBIDDEN[folder])}
    # `import network` would load a second copy of everything.
    assert not {module for module in modules if within(module, set(FORBIDDEN))}


def test_the_check_sees_every_way_of_importing() -> None:
    source = "import mesa.agent\nfrom bullwhip import agents\ndef f():\n    from flask import Flask\n"
    assert set(imported(source)) == {"mesa.agent", "bullwhip.agents", "flask.Flask"}
    assert within("mesa.agent", {"mesa"})
    assert not within("mesas", {"mesa"})


def loaded_by(code: str) -> set[str]:
    """Top-level modules that are loaded after running code in a new interpreter."""
    tail = "\nimport sys; print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + tail], check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


def test_import_bullwhip_is_light() -> None:
    loaded = loaded_by("import bullwhip")
    assert "bullwhip" in loaded
    assert not loaded & {"flask", "matplotlib", "mesa", "numba", "numpy", "pandas", "pydantic", "scipy"}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_is_light(arguments: list[str]) -> None:
    loaded = loaded_by(
        "from bullwhip.server.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code"
    )
    assert "click" in loaded
    assert not loaded & {"flask", "matplotlib", "mesa", "numba", "pandas", "scipy"}
