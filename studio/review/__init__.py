"""Review: submissions and decisions, flags, and the release of approved images."""
