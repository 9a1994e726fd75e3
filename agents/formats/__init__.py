"""How figures and tables are written: in 80 columns for a terminal, as CSV, Parquet and workbooks.

Nothing here knows of runs or games: they hand over names, figures and data frames.
"""

__all__ = ["asked_table", "saved", "sheets", "text"]
