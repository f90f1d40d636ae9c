"""The image API upstream: what may be asked of it, how to ask, what it answers. No Django, no database."""
