"""Images that are not here although they may have been paid for: what is open, what is lost, what was decided."""
