import os

from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime._exceptions import ArkAPIStatusError

client = Ark(
    base_url=os.environ["STUDIO_URL"] + "/api/v3",
    api_key=os.environ["STUDIO_KEY"],
)
try:
    client.images.generate(
        model="doubao-seedream-4-5-251128",
        prompt="A vase",
        size="100x100",
    )
except ArkAPIStatusError as error:
    print(error.status_code, error.code, error.message)
    print("x-request-id:", error.response.headers["x-request-id"])
