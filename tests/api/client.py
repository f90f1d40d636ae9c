"""Calls the API, and reads its streams."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

PATH = "/v1/images/generations"
ARK_PATH = "/api/v3/images/generations"


def body(**fields: Any) -> dict[str, Any]:
    return {"model": "doubao-seedream-4.5", "prompt": "a lotus in the rain"} | fields


def group(images: int) -> dict[str, Any]:
    return {
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": images},
    }


@dataclass
class ApiClient:
    http: httpx.Client

    def post(
        self, *, path: str = PATH, headers: dict[str, str] | None = None, **fields: Any
    ) -> httpx.Response:
        return self.http.post(path, json=body(**fields), headers=headers or {})

    def stream(self, **fields: Any) -> list[tuple[str, dict[str, Any]]]:
        """The events of a stream that ends correctly: name and data."""
        response = self.post(stream=True, **fields)
        assert response.status_code == 200, response.text
        return events(response.text)


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Without the comments of the stream."""
    frames = [frame for frame in text.split("\n\n") if frame and not frame.startswith(":")]
    assert frames.pop() == "data: [DONE]"
    return [_event(frame) for frame in frames]


def _event(frame: str) -> tuple[str, dict[str, Any]]:
    name, _line, data = frame.rpartition("data: ")
    return name.removeprefix("event: ").strip(), json.loads(data)


def error_of(response: httpx.Response) -> tuple[int, str]:
    """Status and code of an error in the contract's format."""
    error = response.json()["error"]
    assert set(error) == {"code", "message", "param", "type"}
    return response.status_code, error["code"]
