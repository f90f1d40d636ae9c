"""Webhooks: programs are told of ended runs and approved images, signed, until it arrives."""
