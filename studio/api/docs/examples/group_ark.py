import os

from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime.types.images import SequentialImageGenerationOptions

client = Ark(
    base_url=os.environ["STUDIO_URL"] + "/api/v3",
    api_key=os.environ["STUDIO_KEY"],
)
response = client.images.generate(
    model="doubao-seedream-4-5-251128",
    prompt="One vase in three glazes: celadon, ash, ox blood",
    sequential_image_generation="auto",
    sequential_image_generation_options=SequentialImageGenerationOptions(max_images=3),
)
for image in response.data:
    print(image.url)
