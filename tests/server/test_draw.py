"""`bullwhip draw`."""

from pathlib import Path

from tests.server.calls import Call


def test_a_network_is_drawn_beside_one(call: Call, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    done = call("draw", "beer-game")
    assert (done.exit_code, done.output) == (0, "Drawn: beer-game.svg\n")
    assert (tmp_path / "beer-game.svg").read_bytes().startswith(b"<?xml")


def test_its_file_and_keys_may_be_told(call: Call, shop: Path) -> None:
    picture = shop.with_name("shop.png")
    done = call("draw", str(shop), "--out", str(picture), "--set", "lane.maker>shop.lead_time=9")
    assert done.exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_faults_are_told(call: Call, tmp_path: Path) -> None:
    done = call("draw", "beer-game", "--out", str(tmp_path / "beer.gif"))
    assert done.exit_code == 1
    assert "give one that ends in .svg or .png" in done.output
    assert "did you mean 'beer-game'?" in call("draw", "beer-gam").output
    assert list(tmp_path.glob("*.gif")) == []
