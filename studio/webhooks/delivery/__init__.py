"""Sending what is due: claimed, sent, written down, tried again."""
