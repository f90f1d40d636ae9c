import os

from openai import OpenAI

client = OpenAI(
    base_url=os.environ["STUDIO_URL"] + "/v1",
    api_key=os.environ["STUDIO_KEY"],
)
response = client.images.generate(
    model="doubao-seedream-4.5",
    prompt="A poster for the spring tea fair",
    extra_headers={"Idempotency-Key": "poster-4711"},
)
print(response.data[0].url)
