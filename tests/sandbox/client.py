"""A client of the sandbox for tests, and bodies to send."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

PATH = "/v1/images/generations"


@dataclass
class Caller:
    """Calls the sandbox with one nonce, so that each test reads its own page of the book."""

    base: str
    nonce: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        headers = {"authorization": "Bearer key", "x-studio-nonce": self.nonce}
        self.http = httpx.Client(base_url=self.base, headers=headers, timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()

    def post(self, *, path: str = PATH, fault: str = "", **fields: Any) -> httpx.Response:
        return self.http.post(path, json=order(**fields), headers={"x-sandbox-fault": fault})

    def stream(self, *, fault: str = "", **fields: Any) -> list[dict[str, Any]]:
        """The events of a well-formed stream; `[DONE]` counts as none."""
        answer = self.post(fault=fault, stream=True, **fields)
        assert answer.status_code == 200, answer.text
        return [json.loads(line[6:]) for line in answer.text.split("\n") if line.startswith("data: {")]

    def group(self, count: int, *, fault: str = "", **fields: Any) -> list[dict[str, Any]]:
        return self.stream(fault=fault, **grouped(count), **fields)

    def book(self) -> dict[str, Any]:
        page: dict[str, Any] = self.http.get(f"/ledger/{self.nonce}").json()
        return page

    def settled(self) -> dict[str, Any]:
        """The book, once all runs of this nonce have come to their end."""
        end = time.monotonic() + 10
        while (book := self.book())["unfinished"]:
            assert time.monotonic() < end, book
            time.sleep(0.02)
        return book


def order(**fields: Any) -> dict[str, Any]:
    return {"model": "doubao-seedream-4.5", "prompt": "a lotus in the rain"} | fields


def grouped(images: int) -> dict[str, Any]:
    return {
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": images},
    }
