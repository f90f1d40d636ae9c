"""The Model Context Protocol: the studio as tools for agents, at `/mcp`."""
