"""Webhooks: notify programs of ended runs and approved images, signed, with retries."""
