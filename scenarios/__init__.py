"""The scenarios that come with Bullwhip: TOML files, some with CSV tables beside them.

Data only. Each file's `teaches` says in a line what it is good for, and each has a golden run in the tests.
The folder is a package so that its files are installed with the rest.
"""

__all__: list[str] = []
