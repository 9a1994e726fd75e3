"""What a starting server says in its terminal: where to go, with a QR code, and what to take care of."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import segno

from bullwhip.server.web.lan import is_public

__all__ = ["Greeting"]


@dataclass(frozen=True)
class Greeting:
    """What there is to say."""

    addresses: Sequence[str]  # of this computer in local networks, the likeliest first
    port: int
    kept: str  # where games are kept
    token: str  # what other computers need to make games
    own_token: bool  # whether the token is of the teacher's own choice

    def lines(self, unicode: bool = True) -> Iterator[str]:
        """The lines to print."""
        here = f"http://localhost:{self.port}/"
        if not self.addresses:
            yield f"The classroom is open, on this computer only:   {here}"
        else:
            first, *others = (_url(address, self.port) for address in self.addresses)
            yield f"The classroom is open. Players join at:   {first}"
            yield from self._qr(first, unicode)
            for other in others:
                yield f"In another network of this computer:      {other}"
            yield f"Make a game on this computer at:          {here}new"
            yield f"... and on any other one at:              {first}new#{self.token}"
        yield from self._warnings()
        yield f"Games are kept in {self.kept}. Ctrl-C ends the server; they go on when it starts again."

    def _warnings(self) -> Iterator[str]:
        public = [address for address in self.addresses if is_public(address)]
        if not public:
            return
        yield f"Take care: {', '.join(public)} can be reached from the whole internet, and without encryption."
        yield "Put a reverse proxy with HTTPS in front (and --host 127.0.0.1 --proxies 1)."
        if not self.own_token:
            yield "Making games there needs the token above, a new one at each start; --create-token keeps one."

    @staticmethod
    def _qr(address: str, unicode: bool) -> Iterator[str]:
        """The address as a QR code, where the terminal has the letters for it."""
        if unicode:
            drawn = io.StringIO()
            segno.make_qr(address).terminal(out=drawn, border=2, compact=True)
            yield from drawn.getvalue().splitlines()

    def say(self) -> None:
        """Print it."""
        from bullwhip.server.speech import say

        encoding = (sys.stdout.encoding or "").lower().replace("-", "")
        for line in self.lines(unicode=encoding.startswith("utf")):
            say(line)


def _url(address: str, port: int) -> str:
    """A server's address as browsers take it."""
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"
