"""Released copies: approved images with the lawful AI label, and the record of what was released."""
