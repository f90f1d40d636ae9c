curl "$STUDIO_URL/v1/images/generations" \
  --header "Authorization: Bearer $STUDIO_KEY" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: poster-4711" \
  --data '{
    "model": "doubao-seedream-4.5",
    "prompt": "A poster for the spring tea fair"
  }'
