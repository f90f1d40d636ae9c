picture=$(base64 < vase.jpg | tr -d '\n')

curl "$STUDIO_URL/v1/images/generations" \
  --header "Authorization: Bearer $STUDIO_KEY" \
  --header "Content-Type: application/json" \
  --data @- <<BODY
{
  "model": "doubao-seedream-4.5",
  "prompt": "Place the vase on a terrazzo plinth",
  "images": ["data:image/jpeg;base64,$picture"]
}
BODY
