"""How goods and orders move in a period: a file for each phase, and a plan of who needs which.

    receive   goods that were sent a lead time ago become on hand
    demand    orders whose delay is over, and the customers' demand, become claims
    fill      stock on hand is given to claims, and sent
    account   stock and backlog are summed
    observe   and whatever else measures are made of; `notes` counts periods and cycles
    order     orders leave for the suppliers
    outside   what the world beyond the network sends

`plan` cuts the rows of a level into segments that go through a period alike, and lists the steps of each.  Where each
row of a segment has one claimant, its phases are one loop (`one_claimant`).  What not everybody needs is a term, a file
under `terms` (`term.py` says what it tells the plan): goods that go back, claims by age.  Its steps are in the list of
those segments only that have to do with it.

In kernels the loop over columns is innermost and has no branch: that is what the compiler turns into vector
instructions.  Those in which a run spends its time take no windows on rows: with a single column, making one costs more
than the goods.  They name the rows that a loop walks along by unsigned numbers: of others, compiled code asks whether
they count from the end, which spoils what it does before the loop.  Sums that are not needed are None there, and
leave no trace in what is compiled.
"""
