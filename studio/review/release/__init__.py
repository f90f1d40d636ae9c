"""Releases: copies of approved images with the legally required AI label, and their records."""
