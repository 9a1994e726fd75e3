"""What there is to talk about after a game: plain figures of a team and of the class, as pages and files show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bullwhip.agents.debriefs.crowd import customers_demand
from bullwhip.agents.debriefs.habits import CannotTell, habits_of, person_weeks, series_of
from bullwhip.agents.debriefs.what_if import by_site, costs_by_site
from bullwhip.agents.games.disruptions import weeks_on
from bullwhip.agents.games.earnings import scored_by
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.network.arrays import Array
from bullwhip.network.measures import bullwhip
from bullwhip.network.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["beliefs", "class_debrief", "person_share", "team_debrief", "team_habits"]

LINES = 40  # beliefs that are listed one by one; all count for the middle and the range


def team_debrief(record: GameRecord, number: int) -> dict[str, Any]:
    """A team's game: orders, net stock and costs of every site by week, and the bullwhip effect stage by stage.

    Costs of a site are those of each week; its total, and the team's, leave out the warm-up.  Where the game is scored
    by profit, there are profits in the same form.  Raises BullwhipError.
    """
    team = record.team(number)
    game = record.game(number)
    scenario = game.scenario
    frame = game.frame()
    weeks = len(team.weeks)
    items = list(dict.fromkeys(point.item for point in scenario.stockpoints()))
    seats = {seat.site: seat for seat in team.seats}
    costs, sites = costs_by_site(game), []
    profits = by_site(game, "profit") if game.scored_by == "profit" else {}
    for name in dict.fromkeys(point.site for point in scenario.stockpoints()):
        own = frame[frame["site"] == name]
        seat = seats.get(name)
        sites.append(
            {
                "site": name,
                "role": scenario.sites[name].role,
                "seat": seat is not None,
                "people": list(seat.people) if seat is not None else [],
                "by": [week[name].by if name in week else "rule" for week in team.weeks],
                "orders": _by_item(own, "order"),
                "net_stock": _by_item(own.assign(net_stock=own["on_hand"] - own["backlog"]), "net_stock"),
                "costs": _by_week(own, "cost", weeks).tolist(),
                "cost": costs[name],
                **({"profits": _by_week(own, "profit", weeks).tolist(), "profit": profits[name]} if profits else {}),
                "bullwhip": _bullwhip(own, weeks, scenario.warm_up),
                "person_share": person_share(record, number, name),
            }
        )
    return {
        "number": number,
        "name": team.name,
        "weeks": weeks,
        "warm_up": scenario.warm_up,
        "period": scenario.period,
        "items": items,
        "demand": {item: values.tolist() for item, values in _demand(game, weeks).items()},
        "sites": sites,
        "scored_by": game.scored_by,
        **game.score(),
        "person_share": person_share(record, number),
        "disruptions": _disruptions(game),
    }


def class_debrief(record: GameRecord) -> dict[str, Any]:
    """The class: a leaderboard with the share of orders that people decided, and costs by week.

    Teams that played as many weeks as the longest are ranked by cost, or by profit where customers pay, the best first;
    the others follow, by weeks.
    """
    scenario, games = record.rules, record.games()
    weeks = max(len(team.weeks) for team in record.teams)
    rows = []
    for number, (team, game) in enumerate(zip(record.teams, games, strict=True), 1):
        frame = game.frame()
        rows.append(
            {
                "number": number,
                "name": team.name,
                "weeks": len(team.weeks),
                **game.score(),
                "costs": _by_week(frame, "cost", len(team.weeks)).tolist(),
                **({"profits": _by_week(frame, "profit", len(team.weeks)).tolist()} if "profit" in frame else {}),
                "person_share": person_share(record, number),
                "orders_variance": _stages(frame, scenario),
            }
        )
    rows.sort(key=_standing)
    for place, row in enumerate(rows, 1):
        ahead = rows[place - 2]
        tied = place > 1 and _standing(row) == _standing(ahead)
        row["place"] = ahead["place"] if tied else place
    longest = max(games, key=lambda game: game.played)
    return {
        "period": scenario.period,
        "weeks": weeks,
        "warm_up": scenario.warm_up,
        "scored_by": scored_by(scenario),
        "sites": list(dict.fromkeys(point.site for point in scenario.stockpoints())),
        "demand": {item: values.tolist() for item, values in _demand(longest, weeks).items()},
        "teams": rows,
        "disruptions": _disruptions(longest),
    }


def _disruptions(game: TeamGame) -> list[dict[str, Any]]:
    """Those that were on, by name, with the first and the last week of each time."""
    return [{"name": table.name, "weeks": [list(spell) for spell in spells]} for table, spells in weeks_on(game)]


def _standing(row: dict[str, Any]) -> tuple[int, float]:
    """What teams are ranked by, the best first: the weeks that they played, and what these brought."""
    return -int(row["weeks"]), -float(row["profit"]) if "profit" in row else float(row["cost"])


def beliefs(record: GameRecord) -> dict[str, Any]:
    """What people away from the customers believed that these asked for, week by week, beside the truth."""
    scenario = record.rules
    weeks = max(len(team.weeks) for team in record.teams)
    longest = max(record.games(), key=lambda game: game.played)
    truth = sum(_demand(longest, weeks).values(), np.zeros(weeks))
    near = {point.site for point in scenario.stockpoints() if point.terms.demand}
    lines = [
        {"team": team.name, "site": seat.site, "values": list(seat.belief)}
        for team in record.teams
        for seat in team.seats
        if seat.belief and seat.site not in near
    ]
    told = np.full((len(lines), weeks), np.nan)
    for line, row in zip(lines, told, strict=True):
        known = min(len(line["values"]), weeks)
        row[:known] = line["values"][:known]
    seen = [column[~np.isnan(column)] for column in told.T]
    ranges = [np.quantile(column, [0.1, 0.5, 0.9]) if column.size else np.full(3, np.nan) for column in seen]
    low, middle, high = ([None if np.isnan(values[k]) else float(values[k]) for values in ranges] for k in range(3))
    return {
        "count": len(lines),
        "truth": truth.tolist(),
        "low": low,
        "median": middle,
        "high": high,
        "lines": lines[:LINES],
    }


def team_habits(record: GameRecord, number: int) -> list[dict[str, Any]]:
    """The habits of every seat and item of a team, or why they cannot be told."""
    game = record.game(number)
    told: list[dict[str, Any]] = []
    for seat in record.team(number).seats:
        counted = person_weeks(record, number, seat.site)
        for item in game.items(seat.site):
            entry: dict[str, Any] = {"site": seat.site, "item": item, "people": list(seat.people)}
            try:
                entry["habits"] = habits_of(series_of(game, seat.site, item, counted)).as_dict()
            except CannotTell as reason:
                entry |= {"habits": None, "code": reason.code, "message": str(reason)}
            told.append(entry)
    return told


def person_share(record: GameRecord, number: int, site: str | None = None) -> float:
    """The share of a team's orders, or a seat's, that people decided; forced weeks do not count, and 0 if none do."""
    deciders = [
        decision.by
        for week in record.team(number).weeks
        for name, decision in week.items()
        if site in {None, name} and decision.by != "forced"
    ]
    return deciders.count("person") / len(deciders) if deciders else 0.0


def _demand(game: TeamGame, weeks: int) -> dict[str, Array]:
    """What all customers asked for, by item: (weeks,) units."""
    total: dict[str, Array] = {}
    asked = _asked(game, weeks) if game.scenario.disruption else customers_demand(game.scenario, weeks)
    for (_, item), units in asked.items():
        total[item] = total.get(item, np.zeros(weeks)) + units
    return total


def _asked(game: TeamGame, weeks: int) -> dict[tuple[str, str], Array]:
    """What they asked for where disruptions may have changed it, by (site, item): (weeks,) units."""
    frame = game.frame()
    sold = {(point.site, point.item) for point in game.scenario.stockpoints() if point.terms.demand}
    return {
        (str(site), str(item)): _by_week(own, "customer_demand", weeks)
        for (site, item), own in frame.groupby(["site", "item"], sort=False)
        if (site, item) in sold
    }


def _by_item(own: pd.DataFrame, column: str) -> dict[str, list[float]]:
    return {str(item): rows[column].tolist() for item, rows in own.groupby("item", sort=False)}


def _by_week(frame: pd.DataFrame, column: str, weeks: int) -> Array:
    """Sums over sites and items: (weeks,)."""
    week = frame["period"].to_numpy(int) - 1
    return np.bincount(week, frame[column].to_numpy(float), minlength=weeks)[:weeks].astype(np.float64)


def _bullwhip(own: pd.DataFrame, weeks: int, warm_up: int) -> dict[str, float | None]:
    """Variance of orders over that of what customers downstream asked for, and over that of what the site was asked.

    Items are added up; nothing is detrended (Chen, Drezner, Ryan & Simchi-Levi 2000).  None where nothing varied.
    """
    orders, customers, asked = (
        _by_week(own, column, weeks)[warm_up:] for column in ("order", "customer_demand", "asked")
    )
    return {"customers": _ratio(orders, customers), "stage": _ratio(orders, asked)}


def _stages(frame: pd.DataFrame, scenario: Scenario) -> dict[str, float | None]:
    """Variance of each site's orders, units squared."""
    out: dict[str, float | None] = {}
    for site, own in frame.groupby("site", sort=False):
        orders = own.groupby("period")["order"].sum().to_numpy(float)[scenario.warm_up :]
        out[str(site)] = float(orders.var()) if orders.size else None
    return out


def _ratio(orders: Array, demand: Array) -> float | None:
    return bullwhip(orders, demand) if demand.size and demand.var() > 0 else None
