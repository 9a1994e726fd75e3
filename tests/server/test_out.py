"""What goes out: tables that spreadsheets and pandas both read, the same on the terminal, in Python and as JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents.runs import result as results
from bullwhip.network.record import HISTORY
from tests.server.calls import Call

LAEDEN = """
name = "Münchner Läden"
period = "Tag"
periods = 10
[[site]]
name = "Laden Köln"
role = "retailer"
stock = 40
rule = { type = "order-up-to", level = 42 }
demand = { type = "poisson", mean = 10 }
[[lane]]
to = "Laden Köln"
lead_time = 2
"""
HOSTILE = ("=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", " =1", "'x", 'Ä,"\n')


def shops(names: tuple[str, ...] = ("one", "two"), items: tuple[str, ...] = ("tea", "jam")) -> dict[str, Any]:
    """Shops that keep some items each."""
    terms = {"stock": 20, "rule": {"type": "order-up-to", "level": 30}, "holding_cost": 1, "backlog_cost": 4}
    kept = {item: {**terms, "demand": {"type": "poisson", "mean": mean}} for mean, item in enumerate(items, 5)}
    return {
        "name": "Shops",
        "periods": 20,
        "site": [{"name": name, "role": "retailer", "items": kept} for name in names],
        "lane": [{"to": name, "lead_time": 2} for name in names],
    }


def cells(book: Path, number: int) -> list[str]:
    with ZipFile(book) as parts:
        return [parts.read(f"xl/worksheets/sheet{number}.xml").decode(), parts.read("xl/workbook.xml").decode()]


@pytest.mark.parametrize("command", [["run", "--record"], ["compare", "--rule", "pass-on", "-n", "2"]])
def test_a_spreadsheet_shows_the_names(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "läden.toml").write_text(LAEDEN, encoding="utf-8")
    assert call(command[0], "läden.toml", *command[1:], "--out", "out").exit_code == 0
    files = sorted(tmp_path.glob("out/*.csv"))
    assert len(files) == 4
    for file in files:
        assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "the mark by which a spreadsheet knows UTF-8"
        table, same = pd.read_csv(file), pd.read_parquet(file.with_suffix(".parquet"))
        assert list(table.columns) == list(same.columns)
        if "site" in table:
            assert set(table["site"]) == {"Laden Köln"}
        for name in table.select_dtypes("number"):
            np.testing.assert_array_equal(table[name], same[name])


def test_a_name_is_no_formula(tmp_path: Path) -> None:
    """In a CSV it gets an apostrophe; all other files have it as it is."""
    result = bw.run(shops(HOSTILE), 2, record=True)
    result.save(tmp_path)
    result.to_xlsx(tmp_path / "result.xlsx")
    for name in ("summary", "sites", "history"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            told = list(dict.fromkeys(row["site"] for row in csv.DictReader(file)))
        assert told == ["'" + site if site[0] in "=+-@ " else site for site in HOSTILE]
        assert list(dict.fromkeys(pd.read_parquet(tmp_path / f"{name}.parquet")["site"])) == list(HOSTILE)
    with ZipFile(tmp_path / "result.xlsx") as book:
        sheets = {part: book.read(part).decode() for part in book.namelist() if "worksheets/" in part}
    assert len(sheets) == 5
    assert not any("<f>" in text or "<hyperlink" in text for text in sheets.values())
    compared = bw.compare(shops(), {"=1+1": "current", "-2": "pass-on"}, 2)
    compared.save(tmp_path / "compared")
    assert list(pd.read_csv(tmp_path / "compared" / "comparison.csv")["rule"]) == ["'=1+1", "'-2"]


def test_a_workbook_of_a_run(call: Call, shop: Path) -> None:
    assert call("run", shop, "-n", 3, "--record", "--xlsx", "--out", "out").exit_code == 0
    book = shop.parent / "out" / "result.xlsx"
    sheet, names = cells(book, 2)
    assert [part.split('"')[0] for part in names.split('<sheet name="')[1:]] == [
        "about", "summary", "sites", "network", "history",
    ]  # fmt: skip
    result = bw.run(shop, 3, record=True)
    assert sheet.count("<row ") == 1 + len(result.summary)
    assert f"<v>{result.summary['mean'][0]:.16G}</v>" in sheet, "figures are numbers"
    assert cells(book, 5)[0].count("<row ") == 1 + 3 * 40
    done = call("run", shop, "--xlsx")
    assert f"Written to {Path('out/shop')}: result (.xlsx)" in done.stdout
    assert [file.name for file in (shop.parent / "out" / "shop").iterdir()] == ["result.xlsx"]


def test_a_workbook_of_a_comparison(call: Call, shop: Path) -> None:
    assert call("compare", shop, "--rule", "pass-on", "-n", 3, "--xlsx").exit_code == 0
    sheet, names = cells(shop.parent / "out" / "shop-comparison" / "result.xlsx", 2)
    assert [part.split('"')[0] for part in names.split('<sheet name="')[1:]] == [
        "about", "comparison", "network", "sites", "summary",
    ]  # fmt: skip
    assert sheet.count("<row ") == 1 + 2


def test_what_a_sheet_cannot_hold_is_left_out_and_it_says_so(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_ROWS", 100)
    bw.run(shops(), record=True, periods=30).to_xlsx(tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name or "String" in name)
    assert "left out: 120 rows" in text
    bw.load(shops()).save(tmp_path / "shops.toml")
    done = call("run", tmp_path / "shops.toml", "--record", "--periods", 30, "--xlsx", "--out", tmp_path / "out")
    said = [f"result.xlsx has no sheet {name}: " for name in ("summary", "history")]
    assert [line.startswith(told) for line, told in zip(done.stderr.splitlines(), said, strict=True)] == [True, True]
    assert 'name="history"' not in text


@pytest.mark.parametrize("path", ["a.xls", "", 3])
def test_a_workbook_has_its_ending(path: Any) -> None:
    with pytest.raises(bw.BullwhipError, match="path: found "):
        bw.run("beer-game-1989").to_xlsx(path)


def test_sums_by_site_are_the_same_everywhere(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = shops(items=tuple(f"item {k}" for k in range(12)))
    bw.load(document).save("many.toml")
    result = bw.run(document, record=True)
    sums: Any = result.by_site.pivot_table("mean", ["site"], "measure", sort=False)
    assert set(result.by_site["items"]) == {12}
    history = result.history.groupby("site", observed=True)
    for measure, column, over in (("cost", "cost", 1), ("on_hand", "on_hand", 20), ("orders_mean", "order", 20)):
        np.testing.assert_allclose(sums[measure], history[column].sum() / over)
    told = json.loads(call("run", "many.toml", "--json").stdout)["by_site"]
    assert told == result.as_dict()["by_site"]
    for site in ("one", "two"):
        assert {name: figures["mean"] for name, figures in told[site].items()} == sums.loc[site].to_dict()
    shown = call("run", "many.toml").stdout
    assert "By site, all items together" in shown
    line = next(line for line in shown.splitlines() if line.startswith("  one"))
    assert line.split()[1:3] == ["12", f"{sums['cost']['one']:,.0f}"]
    result.save(tmp_path)
    pd.testing.assert_frame_equal(pd.read_parquet("sites.parquet"), result.by_site)


def test_a_site_of_one_item_has_the_interval_of_its_stockpoint() -> None:
    document = shops()
    document["site"][1] = {**document["site"][1], "items": {"tea": document["site"][1]["items"]["tea"]}}
    result = bw.run(document, 20)
    by_site: Any = result.by_site.set_index(["site", "measure"])
    points: Any = result.summary.set_index(["site", "item", "measure"])
    for measure in ("cost", "fill_rate", "on_hand"):
        figures = ["mean", "low", "high"]
        np.testing.assert_array_equal(
            by_site.loc[("two", measure), figures], points.loc[("two", "tea", measure), figures]
        )
        assert by_site.loc[("one", measure), ["low", "high"]].isna().all()
    served = points.xs("fill_rate", level="measure")["mean"]["one"]
    asked = points.xs("demand_mean", level="measure")["mean"]["one"]
    assert by_site.loc[("one", "fill_rate"), "mean"] == pytest.approx((served * asked).sum() / asked.sum())


def test_a_comparison_has_sums_by_site() -> None:
    compared = bw.compare(shops(), ["current", "pass-on"], 3)
    assert list(compared.by_site.columns) == ["rule", "site", "items", "measure", "unit", "mean", "low", "high"]
    told = compared.as_dict()["rules"]["pass-on"]["by_site"]
    assert told == compared.results["pass-on"].as_dict()["by_site"]


def test_parts_of_a_history(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bw.load(shops()).save("shops.toml")
    part = ["--record-columns", "cost, order", "--record-sites", "one", "--record-periods", "6-20"]
    assert call("run", "shops.toml", "-n", 2, *part).exit_code == 0
    wanted = {"columns": ["cost", "order"], "sites": ["one"], "periods": (6, 20)}
    expected = bw.run("shops.toml", 2, record=wanted).history
    pd.testing.assert_frame_equal(pd.read_parquet("out/shops/history.parquet"), expected)
    read = pd.read_csv("out/shops/history.csv")
    assert list(read.columns) == ["period", "site", "item", "replication", "order", "cost"]
    np.testing.assert_array_equal(read["cost"], expected["cost"])


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        (["--record-columns", "ordr"], 1, "did you mean 'order'?"),
        (["--record-sites", "shp"], 1, "did you mean 'shop'?"),
        (["--record-periods", "x"], 2, "--record-periods x: give the first and the last, such as 1-52."),
        (["--record-periods", "2-99"], 1, "found 99; give a whole number, 2 to 40"),
    ],
)
def test_what_is_no_part_of_a_history_is_refused(
    call: Call, shop: Path, wrong: list[str], code: int, said: str
) -> None:
    done = call("run", shop, *wrong)
    assert (done.exit_code, done.stdout, said in done.stderr) == (code, "", True)


def test_the_columns_of_a_history_are_listed(call: Call) -> None:
    assert [line.split()[0] for line in call("measures", "--history").stdout.splitlines()] == list(HISTORY)
    assert call("measures", "cost", "--history").exit_code == 2
