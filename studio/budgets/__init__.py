"""Prices, monthly budgets of teams and people, and the ledger of spent and reserved money."""
