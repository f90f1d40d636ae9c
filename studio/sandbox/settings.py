"""Settings of a sandbox."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from studio.provider.limits import LINK_LIFE
from studio.sandbox.painter import paint
from studio.sandbox.painter.pool import Painter


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """`folder` contains results, unfinished uploads and the key that signs links; it may be kept across restarts."""

    folder: Path
    delay: float | None = None
    """Seconds per image; None for a realistic delay, 0 for none."""
    painter: Painter = paint
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Painter processes; 0 paints in two threads of this process, for tests with a fast painter."""
    link_life: timedelta = LINK_LIFE
    keep_bytes: int = 4 * 1024**3
    """Above this the oldest results are removed before they expire, so that the disk does not fill up."""
    max_body: int = 640 * 1024**2
    slow_link: float = 10.0
    """Delay of the slow result link in seconds."""
