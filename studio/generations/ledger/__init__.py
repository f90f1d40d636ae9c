"""What a run spends and reserves, written in the periods of its budgets."""
