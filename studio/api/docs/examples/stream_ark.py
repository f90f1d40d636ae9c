import os

from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime.types.images import SequentialImageGenerationOptions

client = Ark(
    base_url=os.environ["STUDIO_URL"] + "/api/v3",
    api_key=os.environ["STUDIO_KEY"],
)
stream = client.images.generate(
    model="doubao-seedream-4-5-251128",
    prompt="One vase in three glazes: celadon, ash, ox blood",
    sequential_image_generation="auto",
    sequential_image_generation_options=SequentialImageGenerationOptions(max_images=3),
    stream=True,
)
for event in stream:
    if event.type == "image_generation.partial_succeeded":
        print(event.image_index, event.url)
    else:
        print(event.usage["total_tokens"], "tokens")
