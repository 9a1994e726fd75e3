"""`bullwhip attribute`."""

from __future__ import annotations

import json
from pathlib import Path

import bullwhip as bw
from tests.agents.runs.test_attribution import COVER, MIXED
from tests.server.calls import Call


def test_it_prints_what_python_gives(call: Call, tmp_path: Path) -> None:
    file = bw.load(MIXED).save(tmp_path / "mixed.toml")
    cover = "cover:" + ",".join(f"{key}={value}" for key, value in COVER.items())
    asked = ("attribute", str(file), "--factor", "storm", "--factor", cover, "-n", "30")
    found = bw.attribute(MIXED, {"storm": None, "cover": COVER}, 30)
    assert json.loads(call(*asked, "--json").stdout) == found.as_dict()
    assert call(*asked).stdout == f"{found}\n"


def test_faulty_factors_are_refused(call: Call) -> None:
    for factors, said in (
        (("cover:level",), "'level' is not KEY=VALUE"),
        (("a:periods=3", "a:periods=4"), "give each a name of its own"),
    ):
        done = call("attribute", "beer-game", *(part for factor in factors for part in ("--factor", factor)))
        assert done.exit_code == 2
        assert said in done.stderr
    assert call("attribute", "beer-game").exit_code == 1
