"""What is installed: one name, all of our files, and the names that `import bullwhip` offers."""

import ast
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

import bullwhip
from bullwhip.agents import rules
from bullwhip.agents.rules import OrderUpTo

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS: dict[str, str] = PROJECT["tool"]["setuptools"]["package-dir"]


def installed_name(path: Path) -> str:
    """Where a file of the tree is found below site-packages."""
    folder, *rest = path.relative_to(ROOT).parts
    package = next(name for name, place in FOLDERS.items() if place == folder)
    return "/".join([*package.split("."), *rest])


def ours(*endings: str) -> set[str]:
    """Our files with these endings, by their installed names."""
    found = (path for folder in FOLDERS.values() for path in (ROOT / folder).rglob("*"))
    return {installed_name(path) for path in found if path.suffix in endings}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel, built from a copy of the tree."""
    copy = tmp_path_factory.mktemp("copy")
    for name in [*FOLDERS.values(), "pyproject.toml", "README.md", "LICENSE"]:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    command = [sys.executable, "-c", build, str(copy / "dist")]
    done = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    (file,) = (copy / "dist").glob("*.whl")
    return set(zipfile.ZipFile(file).namelist())


def test_the_wheel_holds_all_our_files(wheel: set[str]) -> None:
    assert ours(".py", ".typed", ".toml", ".csv") <= wheel


def test_the_wheel_takes_one_top_level_name(wheel: set[str]) -> None:
    version = PROJECT["project"]["version"]
    assert {name.partition("/")[0] for name in wheel} == {"bullwhip", f"bullwhip-{version}.dist-info"}


def test_every_folder_states_its_rule_and_its_public_names() -> None:
    for name in FOLDERS:
        package = import_module(name)
        assert 3 <= len((package.__doc__ or "").strip().splitlines()) <= 6, name
        for public in package.__all__:
            if not hasattr(package, public):
                import_module(f"{name}.{public}")


def offered() -> dict[str, object]:
    """What `from bullwhip import *` brings."""
    names: dict[str, object] = {}
    exec("from bullwhip import *", names)
    del names["__builtins__"]
    return names


def test_public_names_are_loaded_when_first_used() -> None:
    for name, what in offered().items():
        assert what is not None
        assert getattr(bullwhip, name) is what
        assert name in dir(bullwhip)
    assert bullwhip.__version__ == PROJECT["project"]["version"]


def test_type_checkers_see_the_names_that_are_loaded_lazily() -> None:
    """The imports under TYPE_CHECKING say the same as what __getattr__ finds."""
    tree = ast.parse((ROOT / "api" / "__init__.py").read_text(encoding="utf-8"))
    imports = [
        (node.module, alias)
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert {alias.asname: home for home, alias in imports if alias.name != "*"} == bullwhip._HOME_OF
    assert [home for home, alias in imports if alias.name == "*"] == [rules.__name__]
    assert set(offered()) == {*bullwhip._HOME_OF, *rules.__all__, "__version__"}


def test_a_new_rule_is_named_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside its own file, a rule takes a line in agents/rules: `import bullwhip` offers it as it does the others."""
    assert "Novel" not in offered()
    monkeypatch.setattr(bullwhip, "Novel", None, raising=False)  # monkeypatch takes it away again
    monkeypatch.setattr(rules, "Novel", OrderUpTo, raising=False)
    monkeypatch.setattr(rules, "__all__", [*rules.__all__, "Novel"])
    for loaded in ("Novel", "__all__"):
        monkeypatch.delattr(bullwhip, loaded)
    assert offered()["Novel"] is OrderUpTo
    assert "Novel" in dir(bullwhip)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'bullwhip' has no attribute 'lod'"):
        _ = bullwhip.lod  # type: ignore[attr-defined]
