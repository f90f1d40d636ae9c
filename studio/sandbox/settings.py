"""What can be adjusted about a sandbox."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from studio.provider.limits import LINK_LIFE
from studio.sandbox.painter import paint
from studio.sandbox.painter.pool import Painter


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """`folder` contains results, unfinished uploads and the key that signs links; it may be shared by restarts."""

    folder: Path
    delay: float | None = None
    """Seconds an image takes; None for realistic ones, 0 for none."""
    painter: Painter = paint
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Painting processes; 0 paints in two threads of this process, which suits tests with a cheap painter."""
    link_life: timedelta = LINK_LIFE
    keep_bytes: int = 4 * 1024**3
    """Above this the oldest results go before their day is over: a sandbox must not fill the disk."""
    max_body: int = 640 * 1024**2
    slow_link: float = 10.0
    """Seconds that the slow result link takes."""
