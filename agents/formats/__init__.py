"""How figures and tables are written: in 80 columns for a terminal, as CSV, Parquet and workbooks.

Nothing here knows of runs or games; every table of the project goes through it.
"""

__all__ = ["asked_table", "sheets", "text"]
