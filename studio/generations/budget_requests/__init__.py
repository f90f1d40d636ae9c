"""Requesting more budget: a run that a hard budget stopped waits until somebody raises the budget or refuses."""
