"""What programs read: images, runs and usage, as far as their key's place and scope allow."""
