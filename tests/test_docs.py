"""The docs tell the truth: their commands run, their code works, and every command and key is in them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import bullwhip as bw
from bullwhip.agents.rules import RULES
from bullwhip.agents.rules.forecasts import FORECASTS
from bullwhip.network.demand import DEMANDS
from bullwhip.network.scenario import hints, read
from bullwhip.server.cli import main
from tests.agents.games.games import PEOPLE, record_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
KEYS = (ROOT / "scenarios" / "KEYS.md").read_text(encoding="utf-8")


def blocks(language: str, page: str = README) -> list[str]:
    """The code blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


COMMANDS = [
    line.split("#")[0].strip().removeprefix(".venv/bin/")
    for block in blocks("sh")
    for line in block.splitlines()
    if line.startswith(".venv/bin/bullwhip")
]
SERVING = [command for command in COMMANDS if command.startswith("bullwhip play")]  # until they are told to end


def test_there_is_something_to_test() -> None:
    assert len(COMMANDS) >= 5
    assert len(blocks("python")) >= 2
    assert len(blocks("toml")) >= 1


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in SERVING])
def test_every_command_of_the_readme_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my-shop.toml").write_text(blocks("toml")[0], encoding="utf-8")
    record_of({}, PEOPLE).write(tmp_path / "game.json")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("command", SERVING)
def test_every_server_of_the_readme_opens(command: str, tmp_path: Path) -> None:
    """On a port and with a file of its own, and with no browser to open."""
    shop = blocks("toml")[0].replace('role = "retailer"', 'role = "retailer"\nperson = true')
    (tmp_path / "my-game.toml").write_text(f"{shop}order_delay = 1\n", encoding="utf-8")
    start = "from bullwhip.server.cli import main; main()"
    more = ["--host", "127.0.0.1", "--port", "0", "--database", f"sqlite:///{tmp_path / 'games.db'}"]
    arguments = [sys.executable, "-c", start, *shlex.split(command)[1:], *more]
    environment = os.environ | {"BROWSER": "false", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as server:
        try:
            assert server.stdout is not None
            assert "classroom is open" in server.stdout.readline()
        finally:
            server.kill()


@pytest.mark.parametrize("block", blocks("python"), ids=range(len(blocks("python"))))
def test_every_python_block_of_the_readme_runs(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import runpy

    (tmp_path / "my-shop.toml").write_text(blocks("toml")[0], encoding="utf-8")
    script = tmp_path / "block.py"
    script.write_text(block, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("block", blocks("toml"), ids=range(len(blocks("toml"))))
def test_every_scenario_of_the_readme_is_sound(block: str) -> None:
    whole = block.startswith("name") or "[[disruption]]" not in block
    read(tomllib.loads(block if whole else blocks("toml")[0] + block))  # what befalls the first one


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in main.commands if f"bullwhip {name}" not in README] == []


def test_the_list_of_keys_is_that_of_the_schema() -> None:
    done = CliRunner().invoke(main, ["schema", "--markdown"])
    assert done.output == KEYS, "renew it: bullwhip schema --markdown > scenarios/KEYS.md"


SCENARIOS = [block for block in blocks("toml", KEYS) if block.startswith("name = ")]
PARTS = [block for block in blocks("toml", KEYS) if block not in SCENARIOS]
TABLES = re.findall(r"^`(\w+\.csv)`:$", KEYS, re.MULTILINE)
SHEETS = blocks("csv", KEYS)


@pytest.mark.parametrize("block", SCENARIOS, ids=[str(tomllib.loads(block)["name"]) for block in SCENARIOS])
def test_every_scenario_of_the_list_of_keys_runs(block: str, tmp_path: Path) -> None:
    for name, content in zip(TABLES, SHEETS, strict=False):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "example.toml").write_text(block, encoding="utf-8")
    scenario = bw.load(tmp_path / "example.toml")
    assert hints(scenario) == []
    assert bw.run(scenario, 3).table("cost")["cost"].min() > 0


def test_the_items_of_the_examples_have_what_is_said(tmp_path: Path) -> None:
    items, ovens, _, tables = SCENARIOS
    for name, content in zip(TABLES, SHEETS, strict=False):
        (tmp_path / name).write_text(content, encoding="utf-8")
    for file, text in (("items.toml", items), ("tables.toml", tables)):
        (tmp_path / file).write_text(text, encoding="utf-8")
    few, many = (
        {(point.site, point.item): point.terms for point in bw.load(tmp_path / file).stockpoints()}
        for file in ("items.toml", "tables.toml")
    )
    assert [(terms.stock, terms.holding_cost) for terms in few.values()] == [(40, 0.1), (15, 0.3)]
    assert set(few) == {("shop", "tea"), ("shop", "jam")}
    assert set(many) == {("north", "tea"), ("north", "jam"), ("south", "tea"), ("store", "tea"), ("store", "jam")}
    for recorded in SHEETS[len(TABLES) :]:  # the same units, long and wide
        (tmp_path / "demand.csv").write_text(recorded, encoding="utf-8")
        points = bw.load(tmp_path / "tables.toml").stockpoints()
        asked = {(point.site, point.item): list(getattr(point.terms.demand[0], "values", ())) for point in points[:3]}
        assert asked == {
            ("north", "tea"): [12, 0, 0, 0], ("north", "jam"): [0, 0, 0, 3], ("south", "tea"): [5, 0, 0, 0],
        }  # fmt: skip
    key, _, value = re.findall(r"--set (\S+?)(=)(\d+)", KEYS)[0]
    assert bw.load(tmp_path / "items.toml", {key: value}).sites["shop"].terms("jam").stock == float(value)
    made = {"site.bakery.items.bread.rule.level": "1000", "site.bakery.items.flour.stock": "600"}
    (tmp_path / "ovens.toml").write_text(ovens, encoding="utf-8")
    history = bw.run(bw.load(tmp_path / "ovens.toml", made), record=["received"]).history
    baked = history.loc[history["item"] == "bread", "received"]
    assert baked.max() == 2 * 50, "two ovens of 50 loaves"


def test_the_parts_of_the_list_of_keys_read_what_was_sold(tmp_path: Path) -> None:
    """One is a site's demand, of a file of one's own; one is a network's, whose columns other systems have named."""
    of_site, of_network = PARTS
    (tmp_path / "sold.csv").write_text("date,units\n2024-03-01,12\n2024-03-02,-3\n2024-03-03,4\n", encoding="utf-8")
    shop = '[[site]]\nname = "shop"\nrole = "retailer"\nrule = "pass-on"\n'
    rest = f'{shop}{{}}\n[[lane]]\nto = "shop"\nlead_time = 1\n'
    head = 'name = "Sold"\nperiods = 3\nperiod = "day"\n'
    for demand, text in (("site", head + rest.format(of_site)), ("network", head + of_network + rest.format(""))):
        if demand == "network":
            sold = "InvoiceDate,StockCode,Quantity\n2024-03-01,item,12\n2024-03-02,item,-3\n2024-03-03,item,4\n"
            (tmp_path / "sold.csv").write_text(sold, encoding="utf-8")
        (tmp_path / "sold.toml").write_text(text, encoding="utf-8")
        [point] = bw.load(tmp_path / "sold.toml").stockpoints()
        assert list(getattr(point.terms.demand[0], "values", ())) == [12, 0, 4], demand


def test_the_list_of_measures_is_that_of_the_code() -> None:
    done = CliRunner().invoke(main, ["measures", "--markdown"])
    page = (ROOT / "network" / "MEASURES.md").read_text(encoding="utf-8")
    assert done.output == page, "renew it: bullwhip measures --markdown > network/MEASURES.md"
    assert "(network/MEASURES.md)" in README


def test_every_key_is_listed_with_a_text() -> None:
    made = json.loads(CliRunner().invoke(main, ["schema"]).output)
    for name, part in {"Scenario": made, **made["$defs"]}.items():
        for key, told in part.get("properties", {}).items():
            if key != "type":
                assert told.get("description"), f"{name}.{key} has no text"
                assert f"| `{key}` | " in KEYS
    for kind in [*RULES, *DEMANDS, *FORECASTS]:
        assert f"### `{kind}`" in KEYS


def test_every_folder_and_link_of_the_readme_exists() -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert [target for target in links if not (ROOT / target).exists()] == []
