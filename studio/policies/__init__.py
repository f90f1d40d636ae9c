"""What administrators decide without a restart: settings of the installation, and rules for prompts."""
