"""Worked examples for the page of keys: each is a whole scenario, and a test loads and runs it."""

__all__ = ["EXAMPLES"]

EXAMPLES = """
## Example: several items at a site

What is written at a site holds for each of its items; what is written in an item's table, for that item. A lane without
`item` is used by every item that both its ends keep; the maker keeps none and never runs out, so all can come from it.

```toml
name = "Tea and jam"
period = "day"
periods = 90

[[site]]
name = "shop"
role = "retailer"
holding_cost = 0.1              # of both items
backlog_cost = 1.0
rule = { type = "order-up-to", level = 50 }

[site.items.tea]
stock = 40
demand = { type = "poisson", mean = 10 }

[site.items.jam]
stock = 15
holding_cost = 0.3              # of jam alone
rule = { type = "s-S", s = 8, S = 20 }
demand = { type = "poisson", mean = 2 }

[[site]]
name = "maker"
role = "supplier"

[[lane]]
from = "maker"
to = "shop"
lead_time = 3
```

From the command line an item's key is `--set site.shop.items.jam.stock=20`.

## Example: a recipe and a capacity

Two ovens, each of which bakes 50 loaves a day: the capacity is 2 ovens, and a loaf takes a fiftieth of one for a day.
A lane without `from` and with a recipe makes its item at the site itself. `uses` names what takes of the capacity; what
it does not name takes none.

```toml
name = "Two ovens"
period = "day"
periods = 90

[[site]]
name = "bakery"
role = "manufacturer"
capacity = 2                    # ovens
uses = { bread = 0.02 }         # of an oven, for a loaf

[site.items.bread]
stock = 80
holding_cost = 0.2
backlog_cost = 1.0
rule = { type = "order-up-to", level = 250 }
demand = { type = "poisson", mean = 90 }

[site.items.flour]
stock = 150
holding_cost = 0.05
rule = { type = "order-up-to", level = 280 }

[[site]]
name = "mill"
role = "supplier"

[[lane]]
to = "bakery"
item = "bread"
lead_time = 1                   # baked today, sold tomorrow
recipe = { flour = 0.6 }        # kilograms for a loaf

[[lane]]
from = "mill"
to = "bakery"
item = "flour"
lead_time = 2
```

With one kind of bread alone, `capacity = 100` and no `uses` at the bakery say the same, and so does `capacity = 100` on
the lane of its recipe. `recipes` takes recipes from a CSV table.

## Example: lanes in a list

Lanes (and sites) may be a list of tables in one line each. As every key of the scenario itself, the list stands above
the first `[[site]]`: below it, it would be a key of that site.

```toml
name = "Two shops and a store"
period = "day"
periods = 90
lane = [
    { from = "maker", to = "store", lead_time = 4 },
    { from = "store", to = "north", lead_time = 1 },
    { from = "store", to = "south", lead_time = 2, order_delay = 1 },
]

[[site]]
name = "north"
role = "retailer"
stock = 20
backlog_cost = 1.0
rule = { type = "order-up-to", level = 25 }
demand = { type = "poisson", mean = 10 }

[[site]]
name = "south"
role = "retailer"
stock = 20
backlog_cost = 1.0
rule = { type = "order-up-to", level = 26 }
demand = { type = "poisson", mean = 5 }

[[site]]
name = "store"
role = "distributor"
stock = 30
holding_cost = 0.05
rule = { type = "order-up-to", level = 85 }

[[site]]
name = "maker"
role = "supplier"
```

## Example: a network from CSV tables

The scenario file names the tables, which lie beside it. Columns are named like keys, those of a table in a table with a
dot; an empty cell means that the key is not given. A site that keeps several items has a row for each of them, with the
column `item`.

```toml
name = "Two shops"
period = "day"
periods = 90
sites = "sites.csv"
lanes = "lanes.csv"
demand = "demand.csv"
```

`sites.csv`:

```csv
name,role,item,stock,holding_cost,backlog_cost,rule.type,rule.level,rule.s,rule.S
north,retailer,tea,40,0.1,1,order-up-to,50,,
north,retailer,jam,15,0.3,1,s-S,,8,20
south,retailer,tea,20,0.1,1,order-up-to,25,,
store,distributor,tea,60,0.05,,order-up-to,90,,
store,distributor,jam,30,0.15,,order-up-to,20,,
maker,supplier,,,,,,,,
```

`lanes.csv`:

```csv
from,to,item,lead_time,in_transit
store,north,,2,
store,south,tea,1,5
maker,store,,4,10;0;10
```

`demand.csv`:

```csv
site,item,type,mean,variance
north,tea,poisson,10,
north,jam,negative-binomial,2,6
south,tea,poisson,5,
```

## Example: demand as it was recorded

Files are read as spreadsheets save them: UTF-8, UTF-16 or Windows-1252; cells between commas, semicolons, tabs or bars;
decimals with a point or a comma, one of them in the whole file; no signs between thousands.

With a column of dates, each row counts in the period of its date; `period` is then `day`, `week`, `month`, `quarter` or
`year`, and what was sold day by day adds up to it. A week, counted from the first date (or `start`), has seven days;
months, quarters and years are those of the calendar, of which the record may have begun or ended in the midst: `check`
hints at it, and at dates that stand in several rows. Weeks may be written 2024-W09, months 2024-03, quarters 2024-Q1.
Where two columns have dates, `dates` must say which counts. Where the shop was closed on some days and these are no
periods, say `by = "row"`.

```toml
demand = { type = "series", file = "sold.csv", column = "units", returns = true }
```

Units below zero are a fault, unless `returns = true` says that they came back: then they are taken off what else was
asked for in their period. A period in which more came back is 0; with `clip = false` it stays below zero, and customers
bring these goods back.

The `demand` table of a network may hold records as well: long,

```csv
date,site,item,units
2024-03-01,north,tea,12
2024-03-01,south,tea,5
2024-03-04,north,jam,3
```

or wide, with a column for each site (`site/item` where it keeps several):

```csv
date,north/tea,north/jam,south
2024-03-01,12,,5
2024-03-04,,3,
```

or the other way round, as pivot tables are, with a column for each date:

```csv
site,item,2024-03-01,2024-03-04
north,tea,12,
north,jam,,3
south,tea,5,
```

Exports of other systems need no new names: `sites`, `items` and `units` say which columns have them, others are not
looked at, and `skip_unknown = true` passes over sites and items that the scenario does not have.

```toml
demand = { file = "sold.csv", dates = "InvoiceDate", items = "StockCode", units = "Quantity", returns = true }
```

An empty cell is 0. What the table has is added to the demand that a site has of its own. Period 1 is that of the
table's first date, for all sites; `demand = { file = "demand.csv", start = 2024-02-26 }` names another date of it;
`date_format = "%d/%m/%Y"` would read dates such as 01/03/2024.
"""
