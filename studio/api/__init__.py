"""The API for programs: the provider's own contract, for access keys."""
