"""The tape: what chance and the outside world bring, addressed by seed, replication, stream and period.

It depends on no decision and on no order of asking, so two policies meet the same luck, and a run may be cut anywhere.
"""

from bullwhip.network.philox import stream_address
from bullwhip.network.tape.tape import BLOCK, Market, Tape, TapeReader

__all__ = ["BLOCK", "Market", "Tape", "TapeReader", "stream_address"]
