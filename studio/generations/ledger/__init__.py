"""What a run spends and reserves, booked on the periods of its budgets."""
