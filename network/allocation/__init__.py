"""How scarce stock is shared: a file for each mode, and `modes`, the table of them."""
