"""Recovery of missing images that may have been billed: open, lost and decided ones."""
