"""Settings, model switches and input rules, which can be changed without a restart."""
