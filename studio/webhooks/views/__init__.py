"""Webhook pages."""
