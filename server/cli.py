"""The command line: `bullwhip`.  Here is what all commands share; each has its file in `commands`."""

from __future__ import annotations

import errno
import sys
from typing import Any

import click

from bullwhip.network.errors import BullwhipError, near_miss
from bullwhip.server.commands.attribute import attribute
from bullwhip.server.commands.compare import compare
from bullwhip.server.commands.convert import convert
from bullwhip.server.commands.draw import draw
from bullwhip.server.commands.export import export
from bullwhip.server.commands.files import check, rules, scenarios, schema
from bullwhip.server.commands.frontier import frontier
from bullwhip.server.commands.measures import measures
from bullwhip.server.commands.play import play
from bullwhip.server.commands.replay import replay
from bullwhip.server.commands.resilience import resilience
from bullwhip.server.commands.run import run
from bullwhip.server.commands.stress import stress
from bullwhip.server.commands.tune import tune
from bullwhip.server.speech import say, speak_plainly

__all__ = ["main"]

INTERRUPTED = 130  # what shells expect of a program that Ctrl-C has ended
EXAMPLES = """\b
Examples:
  bullwhip run beer-game --plot
  bullwhip run corner-shop --replications 1000 --set site.shop.rule.level=45
  bullwhip compare serial --rule current --rule order-up-to --rule pass-on
"""


Resolved = tuple[str | None, click.Command | None, list[str]]


class FrontDoor(click.Group):
    """A group of commands that lists them in our order, and turns our errors into one message and an exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line; as in click."""
        for stream in (sys.stdout, sys.stderr):
            speak_plainly(stream)
        return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which one needs them."""
        del ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for; a misspelt one gets a suggestion."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            meant = near_miss(name, self.commands)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {meant!r}?" if meant else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.  Faulty input ends with 1 and Ctrl-C with 130, without a traceback."""
        try:
            return super().invoke(ctx)
        except BullwhipError as error:
            say(str(error), err=True)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on: click ends quietly
                raise
            place = f"{error.filename}: " if error.filename else ""
            say(f"{place}{error.strerror or error}", err=True)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        return ctx.exit(1)


@click.group(cls=FrontDoor, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bullwhip")
def main() -> None:
    """Simulate supply networks: the beer game, your shop, or a network of your own.

    SCENARIO is the name of a scenario that comes with Bullwhip (`bullwhip scenarios` lists them), or the path of a
    file of your own.
    """


for command in (
    scenarios, play, replay, export, run, compare, tune, frontier, resilience, stress, attribute, draw, convert, rules,
    measures, check, schema,
):  # fmt: skip
    main.add_command(command)
