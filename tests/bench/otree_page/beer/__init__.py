"""A page that shows the figures of a beer game's seat, and asks for one order; then a page that waits.

The page shows and stores as much as a seat of ours does.  How goods flow is cut short (an order arrives after a week):
this page is here to be timed, not to be played.
"""

from os import environ

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, WaitPage, models

IN_STEP = environ["BENCH_PACE"] == "step"
FIGURES = ("received", "asked", "shipped", "on_hand", "backlog", "on_order", "in_transit", "cost", "cost_so_far")


class C(BaseConstants):
    """What oTree wants to know of an app."""

    NAME_IN_URL = "beer"
    PLAYERS_PER_GROUP = 4
    NUM_ROUNDS = int(environ["BENCH_WEEKS"])


class Subsession(BaseSubsession):
    """A week of the class."""


class Group(BaseGroup):
    """A team in a week."""


class Player(BasePlayer):
    """A seat in a week."""

    units = models.IntegerField(min=0, label="Your order")
    received = models.IntegerField(initial=4)
    asked = models.IntegerField(initial=4)
    shipped = models.IntegerField(initial=4)
    on_hand = models.IntegerField(initial=12)
    backlog = models.IntegerField(initial=0)
    on_order = models.IntegerField(initial=8)
    in_transit = models.IntegerField(initial=8)
    cost = models.FloatField(initial=6.0)
    cost_so_far = models.FloatField(initial=6.0)


def close_team(group):
    """The figures of a team's next week."""
    if group.round_number == C.NUM_ROUNDS:
        return
    ordered = 8
    for player in sorted(group.get_players(), key=lambda one: one.id_in_group):
        after = player.in_round(player.round_number + 1)
        after.asked, after.received = ordered, player.on_order // 2
        stock, owed = player.on_hand + after.received, player.backlog + after.asked
        after.shipped = min(stock, owed)
        after.on_hand, after.backlog = stock - after.shipped, owed - after.shipped
        after.on_order = player.on_order - after.received + player.units
        after.in_transit = after.on_order
        after.cost = 0.5 * after.on_hand + after.backlog
        after.cost_so_far = player.cost_so_far + after.cost
        ordered = player.units


def close_class(subsession):
    """The figures of the whole class's next week."""
    for group in subsession.get_groups():
        close_team(group)


class Order(Page):
    """The figures of the week and of those before, and one field."""

    form_model = "player"
    form_fields = ("units",)

    @staticmethod
    def vars_for_template(player):
        """The figures by their names."""
        past = player.in_previous_rounds()
        return {
            "names": FIGURES,
            "now": [(name, getattr(player, name)) for name in FIGURES],
            "past": [[week.round_number, *(getattr(week, name) for name in FIGURES), week.units] for week in past],
        }


class Wait(WaitPage):
    """Until the team, or the class, has ordered."""

    wait_for_all_groups = IN_STEP
    after_all_players_arrive = "close_class" if IN_STEP else "close_team"


page_sequence = [Order, Wait]
