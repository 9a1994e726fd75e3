"""A game as tables: every week, seat and team with who decided, as CSV and as a workbook.

Names are what people typed: agents/formats/sheets.py makes those harmless that a spreadsheet would take for formulas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from bullwhip.agents.debriefs.debrief import person_share
from bullwhip.agents.formats.sheets import MARK, Cell, harmless, write_workbook
from bullwhip.agents.games.earnings import scored_by
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.seat import ItemOrder, seat_rules, units_in
from bullwhip.network.quantities import QUANTITIES
from bullwhip.network.record import PLAYED

__all__ = ["COLUMNS", "columns_of", "csv_text", "rows_of", "workbook"]

SHARED = tuple(name for name in PLAYED if QUANTITIES[name].shared)  # what a site may know of others stands last
FIGURES = (*(name for name in PLAYED if name not in SHARED and not QUANTITIES[name].keys), "cost", *SHARED)
COLUMNS = ("team", "team_name", "week", "site", "item", "decided_by", "people", *FIGURES, "undone")
BY_LANE = "order_by_lane"
MONEY = ("profit", "cash")  # where customers pay
CAMP = "camp"  # where there are camps


def columns_of(record: GameRecord) -> tuple[str, ...]:
    """COLUMNS, and those of what there can be in this game only: losses, orders lane by lane, what it earned, camps."""
    points = record.rules.stockpoints()
    losses = [name for name in PLAYED if QUANTITIES[name].keys]
    possible = [name for name in losses if any(QUANTITIES[name].can_be(point.terms) for point in points)]
    by_lane = any(rule.lanes for rule in seat_rules(record.rules).values())
    earned = MONEY if _earns(record) else ()
    return (*COLUMNS, *possible, *([BY_LANE] if by_lane else []), *earned, *_camps(record))


def rows_of(record: GameRecord) -> Iterator[tuple[Cell, ...]]:
    """Every week, site and item of every team, and then the weeks that were taken back, whose orders alone are known.

    The columns are `columns_of` the record.  `on_order` includes the order of the week.
    """
    further = columns_of(record)[len(COLUMNS) :]
    for number, (team, game) in enumerate(zip(record.teams, record.games(), strict=True), 1):
        for row in game.frame().to_dict("records") if team.weeks else ():
            week, site = int(row["period"]), str(row["site"])
            decision = team.weeks[week - 1].get(site)
            by, who = (decision.by, ", ".join(decision.who)) if decision is not None else ("rule", "")
            figures = [float(row[name]) for name in FIGURES]
            own = decision.orders.get(row["item"]) if decision is not None else None
            text = {BY_LANE: _by_lane(own), CAMP: team.camp}
            more = [text[name] if name in text else float(row[name]) for name in further]
            yield (number, team.name, week, site, row["item"], by, who, *figures, "no", *more)
        for week, decisions in team.undone:
            for site, decision in decisions.items():
                for item, units in decision.orders.items():
                    empty = [units_in(units) if name == "order" else None for name in FIGURES]
                    who = ", ".join(decision.who)
                    text = {BY_LANE: _by_lane(units), CAMP: team.camp}
                    more = [text.get(name) for name in further]
                    yield (number, team.name, week, site, item, decision.by, who, *empty, "yes", *more)


def _by_lane(order: ItemOrder | None) -> str | None:
    """An order that says how much comes by each lane: "near: 2; far: 3"."""
    if not isinstance(order, Mapping):
        return None
    return "; ".join(f"{lane}: {units:g}" for lane, units in order.items())


def csv_text(record: GameRecord) -> str:
    """The table of all weeks as CSV, in UTF-8 with a mark that spreadsheets understand."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns_of(record))
    for row in rows_of(record):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return MARK + out.getvalue()


def workbook(record: GameRecord) -> bytes:
    """The game as an XLSX workbook: all weeks, the teams, the seats, and where it comes from."""
    out = io.BytesIO()
    write_workbook(
        {
            "weeks": (columns_of(record), rows_of(record)),
            "teams": (
                ("team", "team_name", "weeks", *_scores(record), "share_decided_by_people", *_camps(record)),
                _teams(record),
            ),
            "seats": (("team", "team_name", "site", "people", "belief_by_week"), _seats(record)),
            "game": (("what", "value"), _game(record)),
        },
        out,
    )
    return out.getvalue()


def _teams(record: GameRecord) -> Iterator[tuple[Cell, ...]]:
    for number, (team, game) in enumerate(zip(record.teams, record.games(), strict=True), 1):
        score: Mapping[str, float] = game.score() if team.weeks else {}
        scores = (score.get(name) for name in _scores(record))
        camp = [team.camp for _ in _camps(record)]
        yield number, team.name, len(team.weeks), *scores, person_share(record, number), *camp


def _scores(record: GameRecord) -> tuple[str, ...]:
    return ("profit", "cost") if _earns(record) else ("cost",)


def _camps(record: GameRecord) -> tuple[str, ...]:
    """The column of camps, if there are any."""
    return (CAMP,) if any(team.camp is not None for team in record.teams) else ()


def _earns(record: GameRecord) -> bool:
    """Whether customers pay."""
    return scored_by(record.rules) == "profit"


def _seats(record: GameRecord) -> Iterator[tuple[Cell, ...]]:
    for number, team in enumerate(record.teams, 1):
        for seat in team.seats:
            belief = " ".join(f"{units:g}" for units in seat.belief)
            yield number, team.name, seat.site, ", ".join(seat.people), belief


def _game(record: GameRecord) -> Iterator[tuple[Cell, ...]]:
    yield "scenario", str(record.scenario.get("name", ""))
    yield "made", record.made
    yield "seed", str(record.seed)
    yield "weeks, in the scenario's own words", str(record.scenario.get("period", "period"))
