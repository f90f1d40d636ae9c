import base64
import os
from pathlib import Path

from openai import OpenAI

client = OpenAI(
    base_url=os.environ["STUDIO_URL"] + "/v1",
    api_key=os.environ["STUDIO_KEY"],
)
picture = base64.b64encode(Path("vase.jpg").read_bytes()).decode()
response = client.images.generate(
    model="doubao-seedream-4.5",
    prompt="Place the vase on a terrazzo plinth",
    extra_body={"images": ["data:image/jpeg;base64," + picture]},
)
print(response.data[0].url)
