curl "$STUDIO_URL/v1/images?q=vase&limit=20" \
  --header "Authorization: Bearer $STUDIO_KEY"
