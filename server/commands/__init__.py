"""The commands of the command line, by what they are about.

A file holds one or a few commands and imports what is heavy when one of them runs: `bullwhip --help` must be quick.
Results go to standard output; progress, notes and errors to standard error.
"""

__all__ = ["compare", "convert", "export", "files", "play", "replay", "run"]
