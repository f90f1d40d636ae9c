"""The read endpoints: images, runs and usage, limited by the key's workspace and scope."""
