"""The HTTP API, compatible with the provider's API and authenticated by access keys."""
