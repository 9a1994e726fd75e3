"""Which files a scenario may read, and files that cannot be read."""

from pathlib import Path

import pytest

from bullwhip.network.scenario import faults
from tests.network.scenario.files import DEMAND, SHOP, SITES, changed, lines, said, write


def test_an_untrusted_file_sees_its_own_folder_only(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "sold.csv").write_text("units\n7\n")
    (inside / "link.csv").symlink_to(tmp_path / "sold.csv")
    (inside / "own.csv").write_text("units\n7\n")
    for name in ("../sold.csv", str(tmp_path / "sold.csv"), "link.csv"):
        text = changed((DEMAND, f'{{ type = "series", file = "{name}" }}'))
        assert said(inside, text) == []
        assert said(inside, text, trusted=False) == [
            (
                f"shop.toml: site 'shop', demand.file: found '{name.replace(f'{inside}/', '')}', a file outside the"
                " scenario's own folder; give a file beside the scenario file"
            )
        ]
    assert said(inside, changed((DEMAND, '{ type = "series", file = "own.csv" }')), trusted=False) == []


def test_an_untrusted_mapping_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sites.csv").write_text(SITES)
    monkeypatch.chdir(tmp_path)
    [fault] = faults({"name": "x", "periods": 3, "sites": "sites.csv"}, trusted=False)
    assert str(fault) == (
        "sites: found 'sites.csv', a file; write the figures themselves: what comes from others reads no file"
    )


def test_what_is_no_toml_file(tmp_path: Path) -> None:
    path = write(tmp_path, SHOP)
    path.write_bytes(SHOP.encode() + b"# caf\xe9\n")
    line = SHOP.count("\n") + 1
    said_of = {
        path: f"shop.toml:{line}: found byte 0xe9, which is not UTF-8 text; save the file as UTF-8",
        tmp_path / "shp.toml": "shp.toml: found no such file; did you mean 'shop.toml'?",
        tmp_path / "a\0b": "a\0b: found no such file; did you mean 'shop.toml'?",
    }
    for source, expected in said_of.items():
        assert lines(faults(source), tmp_path) == [expected]
    [folder] = faults(tmp_path)
    assert (folder.file, folder.found, folder.remedy) == (
        str(tmp_path),
        "a folder",
        "give the path of a TOML file",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = = 3\n", "shop.toml:1: found text that is not TOML: Invalid value; mend the syntax"),
        ("name = 3\n\nname = 4\n", "shop.toml:3: found text that is not TOML: Cannot overwrite a value"),
        ('name = "x"\nabout = """', "shop.toml:2: found text that is not TOML: "),
        ("a = " + "[" * 100_000, "shop.toml: found text that is not TOML: tables nested too deeply"),
        ("a = " + "1" * 10_000, "shop.toml: found text that is not TOML: Exceeds the limit"),
    ],
)
def test_a_syntax_error_has_its_line(text: str, expected: str, tmp_path: Path) -> None:
    [line] = said(tmp_path, text)
    assert line.startswith(expected)
