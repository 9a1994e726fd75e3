"""Shipped rules with parameters from a scenario's own demand, lead times and costs.

Theory is asked where it knows what is best; elsewhere they are sensible, and it is said what no cost asks for.
"""

__all__ = ["expected_demand", "tuned_rules"]
