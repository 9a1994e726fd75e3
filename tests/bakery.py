"""A bakery that uses what a seat can have: several items, two suppliers, a recipe, customers who do not wait."""

__all__ = ["BAKERY"]

BAKERY = """
name = "Bakery"
period = "day"
periods = 20
whole_units = true

[[site]]
name = "bakery"
role = "retailer"
person = true
capacity = 30
uses = { bread = 1 }
storage = 200

[site.items.flour]
stock = 40
holding_cost = 0.1
rule = { type = "dual-index", express = 60, regular = 120 }

[site.items.butter]
stock = 20
holding_cost = 0.2
rule = { type = "order-up-to", level = 60 }
sourcing = { type = "shares", shares = { dairy = 0.7, farm = 0.3 } }

[site.items.bread]
stock = 10
holding_cost = 0.5
lost_cost = 2
discard_cost = 1
patience = 0
shelf_life = 2
demand = { type = "poisson", mean = 10 }
rule = { type = "order-up-to", level = 30 }

[[site]]
name = "mill"
role = "supplier"
[[site]]
name = "trader"
role = "supplier"
[[site]]
name = "dairy"
role = "supplier"
[[site]]
name = "farm"
role = "supplier"

[[lane]]
from = "mill"
to = "bakery"
item = "flour"
lead_time = 3
order_delay = 1
price = 1
discounts = [{ from = 50, price = 0.8 }]
multiple = 5
[[lane]]
from = "trader"
to = "bakery"
item = "flour"
lead_time = 1
order_delay = 1
price = 1.5
[[lane]]
from = "dairy"
to = "bakery"
item = "butter"
lead_time = { type = "discrete", values = [1, 2, 4], weights = [2, 1, 1] }
order_delay = 1
[[lane]]
from = "farm"
to = "bakery"
item = "butter"
lead_time = 2
order_delay = 1
yield = 0.9
[[lane]]
to = "bakery"
item = "bread"
recipe = { flour = 2, butter = 1 }
lead_time = 1
order_delay = 1
capacity = 25
"""
