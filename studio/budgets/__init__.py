"""Prices, monthly budgets of teams and people, and the books of what is spent and reserved."""
