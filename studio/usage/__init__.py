"""Usage of images, tokens and money by day, and the provider's count next to our own."""
