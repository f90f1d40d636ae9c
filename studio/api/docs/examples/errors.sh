# Prints the status and the headers before the error.
curl --include "$STUDIO_URL/v1/images/generations" \
  --header "Authorization: Bearer $STUDIO_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "doubao-seedream-4.5",
    "prompt": "A vase",
    "size": "100x100"
  }'
