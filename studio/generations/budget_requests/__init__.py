"""Requesting more budget: a run that a hard budget stopped waits until the budget is raised or the request refused."""
