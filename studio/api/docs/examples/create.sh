curl "$STUDIO_URL/v1/images/generations" \
  --header "Authorization: Bearer $STUDIO_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "doubao-seedream-4.5",
    "prompt": "A celadon vase, morning light",
    "size": "2K",
    "watermark": false
  }'
