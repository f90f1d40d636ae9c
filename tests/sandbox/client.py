"""A test client of the sandbox, and request bodies."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

PATH = "/v1/images/generations"


@dataclass
class SandboxClient:
    """Calls the sandbox with one nonce, so that each test reads its own ledger."""

    base_url: str
    nonce: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        headers = {"authorization": "Bearer key", "x-studio-nonce": self.nonce}
        self.http = httpx.Client(base_url=self.base_url, headers=headers, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()

    def post(self, *, path: str = PATH, fault: str = "", **fields: Any) -> httpx.Response:
        return self.http.post(path, json=request_body(**fields), headers={"x-sandbox-fault": fault})

    def stream(self, *, fault: str = "", **fields: Any) -> list[dict[str, Any]]:
        """The events of a well-formed stream, without `[DONE]`."""
        response = self.post(fault=fault, stream=True, **fields)
        assert response.status_code == 200, response.text
        return [json.loads(line[6:]) for line in response.text.split("\n") if line.startswith("data: {")]

    def group(self, count: int, *, fault: str = "", **fields: Any) -> list[dict[str, Any]]:
        return self.stream(fault=fault, **group_fields(count), **fields)

    def ledger(self) -> dict[str, Any]:
        ledger: dict[str, Any] = self.http.get(f"/ledger/{self.nonce}").json()
        return ledger

    def settled_ledger(self) -> dict[str, Any]:
        """The ledger, once all runs of this nonce have ended."""
        deadline = time.monotonic() + 60
        while (ledger := self.ledger())["unfinished"]:
            assert time.monotonic() < deadline, ledger
            time.sleep(0.02)
        return ledger


def request_body(**fields: Any) -> dict[str, Any]:
    return {"model": "doubao-seedream-4.5", "prompt": "a lotus in the rain"} | fields


def group_fields(images: int) -> dict[str, Any]:
    return {
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": images},
    }
