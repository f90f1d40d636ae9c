import os

from openai import APIStatusError, OpenAI

client = OpenAI(
    base_url=os.environ["STUDIO_URL"] + "/v1",
    api_key=os.environ["STUDIO_KEY"],
)
try:
    client.images.generate(
        model="doubao-seedream-4.5",
        prompt="A vase",
        size="100x100",
    )
except APIStatusError as error:
    print(error.status_code, error.code, error.message)
    print("x-request-id:", error.request_id)
