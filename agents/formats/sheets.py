"""Tables as files that spreadsheets and pandas both read: CSV, Parquet, and workbooks (XLSX).

A CSV begins with the mark by which spreadsheets know UTF-8; pandas and Python's "utf-8-sig" skip it.  In a spreadsheet
a text that begins with = + - or @ would be taken for a formula, and names are what people typed: in a CSV such texts
get an apostrophe in front, in a workbook they are written as texts.  Parquet, JSON and workbooks hold them as they are.
"""

from __future__ import annotations

import errno
import io
import math
import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bullwhip.network.whole_files import Content

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMULA", "MARK", "MOST_ROWS", "Cell", "Worksheet", "harmless", "sheet_of", "table_files", "write_workbook"]

Cell = str | float | int | None
Worksheet = tuple[Iterable[str], Iterable[Iterable[Cell]]]  # the header, and the rows

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_ROWS = 1_048_575  # of a sheet, below its header
_WIDTH = 13  # letters, of a column
# Texts stay texts, and rows go to the disk as they come: a long history need not fit into memory twice.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def table_files(tables: Mapping[str, pd.DataFrame], folder: Path) -> dict[Path, Content]:
    """Each table as NAME.csv and NAME.parquet in a folder, as `write_whole` takes them."""
    files: dict[Path, Content] = {}
    for name, table in tables.items():
        files[folder / f"{name}.csv"] = partial(_write_csv, table)
        files[folder / f"{name}.parquet"] = partial(_write_parquet, table)
    return files


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    names = [name for name, column in table.items() if column.dtype.name == "category" or column.dtype.kind == "O"]
    safe = {str(name): table[name].map(harmless) for name in names}
    table.assign(**safe).to_csv(path, index=False, encoding="utf-8-sig")


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False)


def sheet_of(table: pd.DataFrame) -> Worksheet:
    """A table as a sheet of a workbook."""
    return [str(name) for name in table.columns], table.itertuples(index=False, name=None)


def write_workbook(sheets: Mapping[str, Worksheet], target: Path | io.BytesIO) -> None:
    """Write a workbook, with a sheet for each table; what is not known is left empty.  Raises OSError."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with tempfile.TemporaryDirectory() as room:
        place = str(target) if isinstance(target, Path) else target
        book: Any = xlsxwriter.Workbook(place, {**_OPTIONS, "tmpdir": room})
        try:
            bold = book.add_format({"bold": True})
            for name, (header, rows) in sheets.items():
                _write_sheet(book.add_worksheet(name), list(header), rows, bold)
            book.close()
        except XlsxWriterException as error:
            cause = error.args[0]
            raise cause if isinstance(cause, OSError) else OSError(errno.EFBIG, str(error)) from error
        finally:
            book.fileclosed = True  # else it would be written again, and fail again, when it is forgotten
            for sheet in book.worksheets():
                if sheet.row_data_fh is not None:
                    sheet.row_data_fh.close()


def _write_sheet(sheet: Any, header: list[str], rows: Iterable[Iterable[Cell]], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, _WIDTH)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell)
            elif cell is not None and math.isfinite(cell):
                sheet.write_number(place, column, cell)
            elif cell is not None and not math.isnan(cell):
                sheet.write_string(place, column, str(cell))
