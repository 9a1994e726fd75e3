"""Keys that would take the parser hours are refused before it sees them; whatever stands in texts is no key."""

import tomllib
from pathlib import Path

import pytest

from bullwhip.network.errors import ScenarioError
from bullwhip.network.scenario import read_text, shipped
from bullwhip.network.scenario.settings import parse_value
from bullwhip.network.scenario.toml import load_toml

LONG = ".".join(["a"] * 60_000)
QUOTED = ".".join(['"a, \\" #"'] * 15_000)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        f"[{LONG}]",
        f"[[ {LONG.replace('.', ' . ')} ]]",
        f"x = {{ {LONG} = 1 }}",
        f"{QUOTED} = 1",
        f"{QUOTED.replace(chr(34), chr(39)).replace(chr(92) + chr(39), '')} = 1",
        f'x = {{ a = """b"""", {LONG} = 1 }}',
        f"x = {{ a = '''b'''''', {LONG} = 1 }}".replace("''''''", "''''"),
        f'x = {{ a = """b\\"""", b = "{{", {LONG} = 1 }}'.replace('\\"""",', '\\"""" ,'),
        f"x = '\\' # '\n{LONG} = 1",
        f'"\\\\" = 1\n{LONG} = 1',
    ],
    ids=range(11),
)
def test_a_key_of_thousands_of_parts_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"more than 100 parts \(at line"):
        load_toml(text)


def test_a_scenario_with_such_a_key_is_refused_with_a_fault() -> None:
    with pytest.raises(ScenarioError, match="found text that is not TOML: a key of more than 100 parts") as caught:
        read_text(f'name = "x"\n{LONG} = 1\n', "scenario", trusted=False)
    assert caught.value.faults[0].line == 2
    assert parse_value(f"{{ {LONG} = 1 }}").startswith("{ a.a")


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{LONG}"',
        f"x = '{LONG}'",
        f'x = """\n{LONG}\n"""',
        f"# {LONG}\nx = 1",
        "x = [" + "1.5, " * 5_000 + "]",
        ".".join(["a"] * 90) + " = 1",
        "\n".join(f"a{number}.b = 1.5" for number in range(500)),
    ],
    ids=range(7),
)
def test_whatever_else_has_many_dots_is_read_as_ever(text: str) -> None:
    assert load_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text", ['"' * 150_000, "'" * 150_001, '"\\' * 75_000, "a" * 150_000, '"""\\' * 40_000, ". " * 90]
)
def test_looking_through_is_done_in_one_go(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        load_toml(text)  # the test would not end if the look began anew at each letter


def test_all_shipped_scenarios_are_read_as_ever() -> None:
    for path in shipped().values():
        text = Path(path).read_text(encoding="utf-8")
        assert load_toml(text) == tomllib.loads(text)
