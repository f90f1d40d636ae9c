"""What can go wrong with an image in the process that decodes it. No Django here: that process does without."""

from typing import Any


class ImageRejected(Exception):
    """The image cannot be used; `code` is the reason, `params` its figures. The caller turns both into words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
