"""What happens in a period, for the page of keys: what a reader of a scenario file asks, and no single key answers."""

__all__ = ["NOTES"]

NOTES = """
## What happens, exactly

In a period goods arrive, orders and the customers' demand come in, stock is given to them and sent, costs and
measures are taken, and everybody orders. [network/README.md](../network/README.md) has it in full.

**Equal priorities.** With `allocation = "priority"`, claimants of equal `priority` (a site's own customers have its
`customer_priority`) share as `proportional` does: each gets the same fraction of what it claims.

**Ties.** With `whole_units = true`, shares (but those of first-come and equal) are cut to whole units, and what is left
goes to the largest remainders. Of equal remainders luck decides, in each period anew: every claimant draws by its own
name, so that equals are served alike in the long run, and the order of the file does not matter. A position that meets
a reorder point exactly orders; what rounding leaves of fractions (1e-9 of the figures at work) does not count.

**First-come.** The claims of the oldest period are filled first: a claim's age counts from the period in which the
order reaches the supplier, and a `backlog` at the start is older than all. Of one period, every claim gets the same
fraction; where units are whole, each unit is drawn (no remainders are compared), and is as likely to go to one claimed
unit as to another.

**Equal.** Everybody gets the same amount, up to what he claims, and what small claims leave is shared again. Where
units are whole, this amount is cut to a whole one, and luck decides who of those that claim more gets one more.

**Older claims first.** Whatever the allocation, what a claimant gets fills its own oldest claim first. So a claim of
this period is filled at once only by what is sent beyond the claimant's backlog, and `fill_rate` counts only that.
Which *claimant* comes first, `allocation` says.

**Whole units.** With `whole_units = true`, the demand of a site's customers (all of them together) and orders (after
their limits, which must be whole then) are rounded to the nearest whole number, halves up. Shipments are whole then
without being rounded, if stock, backlog and what is under way are so at the start.

**Levels, where order delays are mixed.** Over a lane with `order_delay = 0` the supplier sees the order in the same
period. So its period begins after that of its customer: sites go through the period level by level, from the
customers up, and a supplier stands one level above the highest of those who order from it without delay; who has none
of these stands on the lowest. A lane with a delay of 1 or more asks for no level: its order lies in the mail and comes
out at the supplier's level, whatever that is. Inputs of one recipe, what takes of one site's capacity, and all items of
a site with a `storage` stand on one level, the highest of theirs. All of a level decide before any of their orders is
placed. Where every delay is 1 or more there is one level.

**Money.** At the end of a period, who gets goods pays the `price` of what was sent to him in it, and a
`shipment_cost` if anything was, to the site that sent them; for goods from outside, and for what a recipe makes, it
leaves the network. All units of a shipment have the price of the largest quantity of `discounts` that it reaches, or
else that of the last of `price_changes` that has begun. Customers pay the `sale_price` when they get goods. `cost`
has all kinds of costs, that of the network without what one of its sites pays another; `profit` is revenue less cost.
The `cash` of a site is what it has at the start, and all revenue less all costs since but that of capital, which
nobody pays.

**On order** is what was ordered and has not been received: in the mail, claimed at the supplier and not yet sent, or
in transit. In a rule's view the order of the period is not yet in it; in a history, and in an agent after a step, it
is: `on_order` of a history is that of the view plus `order`.

**In transit** is measured at the end of a period, after goods were sent: what was sent in this period is counted,
what arrived in it is not. So with a lead time of 1 it is what was sent in this period.

**An order below zero** (`negative = true`) cancels, when it arrives, what its supplier has not sent yet, the newest
claim first. What exceeds this goes back as goods, as far as the orderer has any on hand at the end of its period; they
travel with the order, `order_delay` periods whatever the lead time, and are in the supplier's stock when it arrives.
What is left after that is set against later orders. No stock, backlog or cost is below zero.

**Customers' demand below zero** (`clip = false`) is goods that they bring back: they settle what the site owes them,
and the rest comes into its stock.
"""
