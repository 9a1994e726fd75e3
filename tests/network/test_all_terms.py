"""What holds of the engine on random networks that use everything at once, whatever happens in them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator

import numpy as np
import pytest

from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.network.engine import Standing
from bullwhip.network.flows.terms.ageing import Ageing
from bullwhip.network.flows.terms.lead_times import LeadTimes
from bullwhip.network.flows.terms.storage import Storage
from tests.driving import Run, load, same
from tests.network.books import Ledger
from tests.network.random_scenarios import ALL_TERMS, PERIODS, random_scenario
from tests.network.test_columns import go_on_with
from tests.oracle.invariants import conserved, idle

REPLICATIONS = 2
SEEDS = (*range(700, 730), 2056)  # in the last one more leaves than has claimed, by a hair
EVERYTHING = ALL_TERMS | {"disruptions"}
EACH = [frozenset(), *(frozenset({term}) for term in sorted(ALL_TERMS)), ALL_TERMS, EVERYTHING]


def ledgers(terms: frozenset[str] = ALL_TERMS) -> Iterator[Ledger]:
    """Random networks before their first period; fewer where they have a single term."""
    seeds = SEEDS if terms >= ALL_TERMS else SEEDS[:8]
    return (Ledger(Run.of(load(random_scenario(seed, terms)), REPLICATIONS)) for seed in seeds)


def tolerance(ledger: Ledger) -> float:
    """What rounding may leave: nothing where units are whole, but for capacities, which need not be."""
    return 1e-9 * max(1.0, float(ledger.sent.max(initial=0.0)))


@pytest.mark.parametrize("terms", EACH, ids=lambda terms: " ".join(sorted(terms))[:20] or "plain")
def test_nothing_is_lost_and_nothing_lies_idle(terms: frozenset[str]) -> None:
    for ledger in ledgers(terms):
        whole = ledger.network.whole_units
        for _ in range(PERIODS):
            ledger.step()
            scale = 1.0 + float((ledger.after_fill + ledger.of_inputs(ledger.owed_after_fill)).max())
            for r in range(REPLICATIONS):
                assert not conserved(ledger.books(r), whole)
                assert not idle(ledger.waiting(r), whole, scale)


def test_nothing_is_below_zero() -> None:
    for ledger in ledgers(EVERYTHING):
        s = ledger.run.engine.state
        for _ in range(PERIODS):
            ledger.step()
            there = (
                s.on_hand,
                s.owed,
                s.mail,
                s.pipe,
                s.term(Storage).waiting,
                s.term(Ageing).lots,
                s.term(LeadTimes).strays,
            )
            gone = ledger.sent_now, ledger.discarded_now, ledger.shrunk_now, ledger.lost_now, ledger.spoilt
            assert min(values.min(initial=0.0) for values in (*there, *gone)) >= 0.0


def test_what_arrives_has_been_sent_long_enough_ago() -> None:
    """On every lane; all of it is in use, spoilt or still on its way, and nothing stays there beyond the longest."""
    for ledger in ledgers():
        n = ledger.network
        laws = n.lead_laws
        least = [int(laws[k].quantile(np.zeros(1))[0]) if k in laws else int(n.lead_time[k]) for k in range(len(n.way))]
        sent = [ledger.under_way.copy()]
        for period in range(PERIODS):
            ledger.step()
            sent.append(ledger.under_way + ledger.sent)
            arrived, near = ledger.came_in + ledger.spoilt, tolerance(ledger)
            for lane in np.flatnonzero(ledger.inward).tolist():
                assert (arrived[lane] <= sent[max(period + 1 - least[lane], 0)][lane] + near).all()
            under_way = ledger.into_rows(sent[-1] - arrived)
            np.testing.assert_allclose(ledger.in_transit, under_way, rtol=0, atol=near)


def test_capacities_and_storage_hold() -> None:
    for ledger in ledgers(EVERYTHING):
        n = ledger.network
        for _ in range(PERIODS):
            ledger.step()
            near = tolerance(ledger)
            assert (ledger.sent_now <= n.capacity[:, None] + near).all()
            assert (ledger.site_used <= ledger.site_capacity + near).all()
            received = ledger.after_fill + ledger.shipped_now
            of_sites = np.zeros((n.storage.size, REPLICATIONS))
            np.add.at(of_sites, n.site, received)
            assert (of_sites <= n.storage[:, None] + near).all()


def test_nothing_is_kept_beyond_its_life() -> None:
    """What is on hand came in within the last periods of a shelf life; what is discarded, in the one before these."""
    for ledger in ledgers():
        n, ageing = ledger.network, ledger.run.engine.state.term(Ageing)
        lives = dict(zip(ageing.rows.tolist(), ageing.life.tolist(), strict=True))
        lots = {row: deque([n.stock[row]], life) for row, life in lives.items() if life}
        obsolete = dict(zip(ageing.rows.tolist(), ageing.obsolete_at.tolist(), strict=True))
        before = np.zeros((n.rows, REPLICATIONS))
        for period in range(PERIODS):
            ledger.step()
            came, near = ledger.into_rows(ledger.came_in) - before, tolerance(ledger)
            before += came
            for row, lot in lots.items():
                if period:
                    lot.append(came[row])
                else:
                    lot[0] = lot[0] + came[row]  # the stock at the start came in in period 1
                oldest = lot[0] if len(lot) == lot.maxlen else 0.0
                assert (ledger.run.engine.state.on_hand[row] <= sum(lot) - oldest + near).all()
                if not 0 < obsolete[row] <= period + 1:
                    assert (ledger.discarded_now[row] <= oldest + near).all()


def test_what_customers_asked_for_is_sold_lost_or_owed() -> None:
    for ledger in ledgers():
        n, s = ledger.network, ledger.run.engine.state
        for _ in range(PERIODS):
            ledger.step()
            lanes = np.flatnonzero(ledger.to_customers)
            asked = n.backlog[lanes, None] + ledger.asked[lanes]
            told = ledger.sent[lanes] + ledger.lost[n.source[lanes]] + s.owed[lanes]
            np.testing.assert_allclose(told, asked, rtol=0, atol=0 if n.whole_units else tolerance(ledger))


@pytest.mark.parametrize("seed", range(750, 762))
def test_columns_taken_out_and_joined_change_nothing(seed: int) -> None:
    """Columns of two engines, in another order, one of them twice; those that they were taken from go on as well."""
    rule_plan = lay_out(load(random_scenario(seed, ALL_TERMS)))

    def run(replications: int, first: int = 0) -> Run:
        engine = rule_plan.engine(replications, first)
        return Run(rule_plan, engine, rule_plan.views(engine))

    whole, front, back = run(5), run(3), run(2, 3)
    for _ in range(9):
        for each in (whole, front, back):
            each.step()
    joined, order = run(5), np.array([4, 1, 0, 3, 1])
    parts = [(back, [1]), (front, [1, 0]), (back, [0]), (front, [1])]
    go_on_with(joined, Standing.joined([(part.engine.standing, np.array(at)) for part, at in parts]))
    for _ in range(12):
        expected, found = whole.step(), joined.step()
        assert list(same({name: values[:, order] for name, values in expected.items()}, found)) == []
        assert list(same({name: values[:, :3] for name, values in expected.items()}, front.step())) == []


def test_every_term_is_met_in_some_network() -> None:
    """Or the tests above try nothing."""
    met: Counter[str] = Counter()
    for ledger in ledgers(EVERYTHING):
        n, s = ledger.network, ledger.run.engine.state
        for _ in range(PERIODS):
            ledger.step()
            met["docked"] += s.term(Storage).docked.sum()
            met["at capacity"] += (ledger.sent_now == n.capacity[:, None]).sum()
            met["site at capacity"] += (ledger.site_used >= n.site_capacity[:, None] - 1e-9).sum()
        for r in range(REPLICATIONS):
            for book in ledger.books(r).values():
                met.update({name: int(value) for name, value in vars(book).items()})
        met["lost"] += ledger.lost.sum()
        met["drawn"] += s.term(LeadTimes).lanes.size
    assert min(met.values()) > 100, met
