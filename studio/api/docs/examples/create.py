# pip install openai
import os

from openai import OpenAI

client = OpenAI(
    base_url=os.environ["STUDIO_URL"] + "/v1",
    api_key=os.environ["STUDIO_KEY"],
)
response = client.images.generate(
    model="doubao-seedream-4.5",
    prompt="A celadon vase, morning light",
    size="2K",
    extra_body={"watermark": False},
)
print(response.data[0].url)
