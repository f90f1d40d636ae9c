"""A sandbox painter whose pictures come when the test says so."""

import threading
from collections.abc import Callable
from typing import Any

from studio.sandbox.painter import flat
from studio.sandbox.painter.pool import Painter


class Pace:
    """Pictures of a held prompt wait to be let out; all others come at once. `painter` paints them."""

    def __init__(self, painter: Painter = flat.paint) -> None:
        self._painter = painter
        self._allowed: dict[str, int] = {}
        self._changed = threading.Condition()

    def hold(self, prompt: str, *, after: int = 0) -> Callable[[int], None]:
        """Holds the prompt's images but the first `after`; call the answer to say how many may come."""
        self._allow(prompt, after)
        return lambda images: self._allow(prompt, images)

    def open(self) -> None:
        """Nothing is held any longer."""
        with self._changed:
            self._allowed.clear()
            self._changed.notify_all()

    def paint(self, prompt: str, *size: int, index: int, **more: Any) -> bytes:
        """What the painter paints, once the test lets it."""
        with self._changed:
            self._changed.wait_for(lambda: index < self._allowed.get(prompt, index + 1))
        return self._painter(prompt, *size, index=index, **more)

    def _allow(self, prompt: str, images: int) -> None:
        with self._changed:
            self._allowed[prompt] = images
            self._changed.notify_all()
