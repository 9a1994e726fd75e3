"""Dependencies run one way: server -> agents -> network, and within these. And what is quick to start stays quick."""

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
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
ROOM = re.compile(r"^\| `(?P<name>\w+)` \| .* \|(?P<imports>[^|]*)\|$", re.MULTILINE)  # a row of agents/README.md


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


def module_of(path: Path) -> str:
    """The name by which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(["bullwhip", *(part for part in parts if part not in {"api", "__init__"})])


def imports_among(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Of modules by name, which of the others each imports, wherever in its text."""
    graph: dict[str, set[str]] = {}
    for module, source in sources.items():
        named = {name if name in sources else name.rpartition(".")[0] for name in imported(source)}
        graph[module] = (named & sources.keys()) - {module}
    return graph


def circle(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Modules that import each other in a circle, the first of them at both ends; none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


SOURCES = {module_of(path): path.read_text(encoding="utf-8") for _, path in MODULES}


def test_no_files_import_each_other_in_a_circle() -> None:
    """Not by what waits inside a function, nor by what only type checkers see."""
    assert " imports ".join(circle(imports_among(SOURCES))) == ""


def test_a_circle_is_found_and_written_out() -> None:
    sources = {
        "bullwhip.a": "from bullwhip import b\nfrom bullwhip.c import d\n",
        "bullwhip.b": "import numpy\ndef f():\n    import bullwhip.c\n",
        "bullwhip.c": "if TYPE_CHECKING:\n    from bullwhip.b import e\n",
    }
    graph = imports_among(sources)
    a, b, c = sources
    assert graph == {a: {b, c}, b: {c}, c: {b}}
    assert circle(graph) in ([b, c, b], [c, b, c])
    assert circle({a: [b], b: [c], c: [a]}) in ([a, b, c, a], [b, c, a, b], [c, a, b, c])
    assert circle({**graph, c: []}) == []


def test_a_room_of_agents_imports_from_the_rooms_that_its_row_names_and_these_are_below_it() -> None:
    page = (ROOT / "agents" / "README.md").read_text(encoding="utf-8")
    told = {row["name"]: set(re.findall(r"`(\w+)`", row["imports"])) for row in ROOM.finditer(page)}
    assert told.keys() == {path.parent.name for path in (ROOT / "agents").glob("*/__init__.py")}
    below: set[str] = set()
    for room, imports in told.items():
        assert imports <= below, room
        below.add(room)
    found: dict[str, set[str]] = {room: set() for room in told}
    for module, imports in imports_among(SOURCES).items():
        if module.startswith("bullwhip.agents."):
            room = module.split(".")[2]
            found[room] |= {other.split(".")[2] for other in imports if other.startswith("bullwhip.agents.")} - {room}
    assert found == told


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
