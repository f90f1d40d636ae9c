"""Who used what: images, tokens and money by day, and what the provider counted beside our own count."""
