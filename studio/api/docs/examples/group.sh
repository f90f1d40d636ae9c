curl "$STUDIO_URL/v1/images/generations" \
  --header "Authorization: Bearer $STUDIO_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "doubao-seedream-4.5",
    "prompt": "One vase in three glazes: celadon, ash, ox blood",
    "sequential_image_generation": "auto",
    "sequential_image_generation_options": {"max_images": 3}
  }'
