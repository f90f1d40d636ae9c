# pip install httpx
import os
from pathlib import Path

import httpx

headers = {"Authorization": "Bearer " + os.environ["STUDIO_KEY"]}
with httpx.Client(base_url=os.environ["STUDIO_URL"], headers=headers) as client:
    page = client.get("/v1/images", params={"q": "vase", "limit": 20})
    for image in page.raise_for_status().json()["data"]:
        file = client.get(f"/v1/images/{image['id']}/file").raise_for_status()
        Path(f"{image['id']}.jpg").write_bytes(file.content)
        print(image["id"], image["prompt"])
