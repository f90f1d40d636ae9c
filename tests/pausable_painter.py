"""A sandbox painter that holds images back until a test releases them."""

import threading
from collections.abc import Callable
from typing import Any

from studio.sandbox.painter import flat
from studio.sandbox.painter.pool import Painter


class PausablePainter:
    """Images of a held prompt wait until they are released; all others are returned at once. `painter` paints them."""

    def __init__(self, painter: Painter = flat.paint) -> None:
        self._painter = painter
        self._released: dict[str, int] = {}
        self._changed = threading.Condition()

    def hold(self, prompt: str, *, after: int = 0) -> Callable[[int], None]:
        """Holds all but the first `after` images of the prompt; call the result to say how many are released."""
        self._release(prompt, after)
        return lambda images: self._release(prompt, images)

    def release_all(self) -> None:
        """Releases all held images."""
        with self._changed:
            self._released.clear()
            self._changed.notify_all()

    def paint(self, prompt: str, *size: int, index: int, **more: Any) -> bytes:
        """What the painter paints, once the image is released."""
        with self._changed:
            self._changed.wait_for(lambda: index < self._released.get(prompt, index + 1))
        return self._painter(prompt, *size, index=index, **more)

    def _release(self, prompt: str, images: int) -> None:
        with self._changed:
            self._released[prompt] = images
            self._changed.notify_all()
