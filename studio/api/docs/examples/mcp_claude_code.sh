claude mcp add --transport http seedream https://studio.example/mcp \
  --header "Authorization: Bearer $STUDIO_KEY"
