import os

from openai import OpenAI

client = OpenAI(
    base_url=os.environ["STUDIO_URL"] + "/v1",
    api_key=os.environ["STUDIO_KEY"],
)
response = client.images.generate(
    model="doubao-seedream-4.5",
    prompt="One vase in three glazes: celadon, ash, ox blood",
    extra_body={
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": 3},
    },
)
for image in response.data:
    print(image.url)
