import os

from volcenginesdkarkruntime import Ark

client = Ark(
    base_url=os.environ["STUDIO_URL"] + "/api/v3",
    api_key=os.environ["STUDIO_KEY"],
)
response = client.images.generate(
    model="doubao-seedream-4-5-251128",
    prompt="A poster for the spring tea fair",
    extra_headers={"Idempotency-Key": "poster-4711"},
)
print(response.data[0].url)
