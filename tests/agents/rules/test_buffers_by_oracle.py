"""Rules from just-in-time to just-in-case on random networks: they order what their texts say, by the slow oracle."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network.networks import Kind, networks
from tests.network.test_period import agree

KINDS = st.builds(Kind, st.booleans(), st.just(False), st.booleans(), st.just(True))


@given(KINDS.flatmap(networks))
@settings(max_examples=60)
def test_they_order_what_their_texts_say(document: dict[str, Any]) -> None:
    agree(document)
