"""Errors of images in the decoding process, which runs without Django."""

from typing import Any


class ImageRejected(Exception):
    """The image cannot be used; `code` is the reason, `params` its numbers. The caller turns both into a message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
