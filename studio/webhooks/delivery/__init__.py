"""Delivery of events: claim, send, record, retry."""
