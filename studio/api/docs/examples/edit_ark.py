import base64
import os
from pathlib import Path

from volcenginesdkarkruntime import Ark

client = Ark(
    base_url=os.environ["STUDIO_URL"] + "/api/v3",
    api_key=os.environ["STUDIO_KEY"],
)
picture = base64.b64encode(Path("vase.jpg").read_bytes()).decode()
response = client.images.generate(
    model="doubao-seedream-4-5-251128",
    prompt="Place the vase on a terrazzo plinth",
    image="data:image/jpeg;base64," + picture,
)
print(response.data[0].url)
