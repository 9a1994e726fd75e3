"""Tables that are saved: into a folder as CSV and Parquet, or into a workbook, all of them or none."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from bullwhip.agents.formats.sheets import table_files
from bullwhip.network.checks import check_path
from bullwhip.network.whole_files import Content, write_whole

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Saved"]


class Saved(ABC):
    """What has tables can save them."""

    @property
    @abstractmethod
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are written into files, by name."""

    @abstractmethod
    def write_xlsx(self, path: Path) -> None:
        """Write the workbook itself, as `write_whole` wants it done."""

    def save(self, folder: str | Path) -> list[Path]:
        """Write the tables into a folder, as CSV and Parquet, all of them or none; the files written.

        Raises BullwhipError, OSError.
        """
        return write_whole(self.files(check_path("folder", folder)))

    def files(self, folder: Path) -> dict[Path, Content]:
        """The files that `save` writes into a folder, as `write_whole` takes them."""
        return table_files(self.tables, folder)

    def to_xlsx(self, path: str | Path) -> Path:
        """Write the tables into a workbook (XLSX), a sheet each; the file.  Raises BullwhipError, OSError."""
        file = check_path("path", path, ".xlsx")
        write_whole({file: self.write_xlsx})
        return file
