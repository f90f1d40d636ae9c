"""The sheet a scene paints on: its size, its units, its orders and its chance."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import noise
from .brief import Brief
from .colour import rgb
from .light import Light, light
from .noise import Plane


@dataclass(frozen=True, kw_only=True)
class Frame:
    """`hues` are the colours asked for or taken from the references, (3, 1, 1) each, perhaps none.

    Lengths in scenes are in units: one unit is the height, less on very tall sheets, so that shapes keep
    their form at any ratio. `x` is (1, w) and `y` (h, 1), from 0 to `wide` and `high`.
    """

    width: int
    height: int
    brief: Brief
    hues: tuple[Plane, ...]

    @cached_property
    def unit(self) -> float:
        """Pixels per unit."""
        return min(self.height, 1.8 * self.width)

    @property
    def wide(self) -> float:
        return self.width / self.unit

    @property
    def high(self) -> float:
        return self.height / self.unit

    @cached_property
    def x(self) -> Plane:
        return (np.arange(self.width, dtype=np.float32) / np.float32(self.unit))[None, :]

    @cached_property
    def y(self) -> Plane:
        return (np.arange(self.height, dtype=np.float32) / np.float32(self.unit))[:, None]

    def rng(self, salt: int = 0) -> np.random.Generator:
        return np.random.default_rng([self.brief.seed, salt])

    def seed(self, salt: int = 0) -> int:
        return self.brief.seed * 31 + salt * 1009

    def light(self, season: str = "summer", time: str = "day") -> Light:
        return light(self.brief.moment, season=season, time=time)

    def blank(self, colour: str | Plane) -> Plane:
        return np.broadcast_to(rgb(colour), (3, self.height, self.width)).astype(np.float32)

    def noise(
        self,
        frequency: float,
        salt: int,
        *,
        octaves: int = 4,
        gain: float = 0.5,
        flatten: float = 1,
        rows: int = 0,
    ) -> Plane:
        """Fractal noise with `frequency` cells per unit, `flatten` times as many down as across; (rows or h, w)."""
        rows = rows or self.height
        cells = (frequency * self.wide, frequency * flatten * rows / self.unit)
        return noise.fbm(self.width, rows, cells, self.seed(salt), octaves, gain)

    def curve(self, frequency: float, salt: int, *, octaves: int = 6, gain: float = 0.5) -> Plane:
        """One-dimensional noise along x, (w,)."""
        return noise.curve(self.x[0] * np.float32(frequency), self.seed(salt), octaves, gain)
