"""The engine against the oracle where a scenario uses more than plain lanes: term by term, and all at once."""

from __future__ import annotations

import pytest

from tests.network.random_scenarios import random_scenario
from tests.network.random_storms import KINDS
from tests.network.test_period import agree

TERMS = (
    "recipes", "lanes", "lots", "capacity", "storage", "lead times", "yield", "lost sales", "goodwill", "ageing",
    "shrinkage", "obsolescence", "prices",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("term", TERMS)
def test_a_term_alone(term: str, seed: int) -> None:
    agree(random_scenario(seed, {term}))


@pytest.mark.parametrize("seed", range(24))
def test_all_at_once(seed: int) -> None:
    agree(random_scenario(100 + seed, TERMS))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_disruption_alone(kind: str, seed: int) -> None:
    agree(random_scenario(seed, {f"storm: {kind}"}))


@pytest.mark.parametrize("seed", range(12))
def test_all_disruptions_at_once(seed: int) -> None:
    agree(random_scenario(200 + seed, {"disruptions"} if seed % 4 == 0 else {"disruptions", *TERMS}))
