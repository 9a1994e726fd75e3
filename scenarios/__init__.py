"""The scenarios that come with Bullwhip: TOML files, some with CSV tables beside them.

Files, and the scripts that make some of their tables from public data; no other folder imports it.  Each file's
`teaches` says in a line what it is good for, and each has a golden run in the tests.
"""

__all__: list[str] = []
