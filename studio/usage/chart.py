"""The geometry of a stacked bar chart in SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

LEFT, RIGHT, TOP, HEIGHT = 58.0, 760.0, 36.0, 198.0
"""The plot's edges and default height; the space above it is for the numbers of a day."""
LABEL_OFFSET, BOTTOM_MARGIN = 22, 28  # from the plot's bottom to the day labels, and to the edge
TICKS = 4
MAX_LABELS = 8  # along the days, at most
GAP = 1.0  # between the parts of a bar
MAX_BAR_WIDTH = 28.0  # bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `label` is below it, `title` describes it; `values` are its parts, from below."""

    label: str
    title: str
    url: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A rectangle of one colour."""

    colour: int
    """Index of the colour, from 1."""
    y: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The position of a bar; all lengths are formatted for SVG."""

    title: str
    url: str
    label: str
    """Empty where there is no space for one."""
    hit_x: str
    hit_width: str
    x: str
    width: str
    middle: str
    parts: list[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    y: str
    label_y: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    ticks: list[Tick]
    columns: list[Column]
    plot: float
    """The height of the plot."""
    left, right, top = (f"{edge:g}" for edge in (LEFT, RIGHT, TOP))
    label_x = f"{LEFT - 8:g}"

    @property
    def view_box(self) -> str:
        return f"0 0 {RIGHT:g} {TOP + self.plot + BOTTOM_MARGIN:g}"

    @property
    def height(self) -> str:
        return f"{self.plot:g}"

    @property
    def label_y(self) -> str:
        return f"{TOP + self.plot + LABEL_OFFSET:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps a value to its position: `top` is the highest value of the axis."""

    top: float
    plot: float

    def y(self, value: float) -> float:
        return TOP + self.plot * (1 - value / self.top)


def draw(
    bars: Sequence[Bar], *, write: Callable[[float], str], whole: bool = True, height: float = HEIGHT
) -> Chart:
    """`write` formats a value of the axis; `whole` ones have no fractions."""
    step = tick_step(max((sum(bar.values) for bar in bars), default=0), whole=whole)
    scale = Scale(top=step * TICKS, plot=height)
    ticks = [_tick(step * number, scale, write) for number in range(TICKS + 1)]
    return Chart(
        ticks=ticks, columns=[_column(bars, index, scale) for index in range(len(bars))], plot=height
    )


def tick_step(most: float, *, whole: bool = True) -> float:
    """A round step (1, 2, 2.5 or 5 times a power of ten) of which `TICKS` reach the highest bar."""
    least = most / TICKS
    if least <= 0 or (whole and least <= 1):
        return 1.0
    power = 10.0 ** floor(log10(least))
    steps = [factor * power for factor in (1, 2, 2.5, 5, 10)]
    return next(step for step in steps if step >= least and not (whole and step % 1))


def _tick(value: float, scale: Scale, write: Callable[[float], str]) -> Tick:
    y = scale.y(value)
    return Tick(y=f"{y:.1f}", label_y=f"{y + 4:.1f}", label=write(value))


def _column(bars: Sequence[Bar], index: int, scale: Scale) -> Column:
    bar, slot = bars[index], (RIGHT - LEFT) / len(bars)
    width = min(MAX_BAR_WIDTH, slot * 0.64)
    left, every = LEFT + slot * index, ceil(len(bars) / MAX_LABELS)
    return Column(
        title=bar.title,
        url=bar.url,
        label=bar.label if index % every == 0 else "",
        hit_x=f"{left:.1f}",
        hit_width=f"{slot:.1f}",
        x=f"{left + (slot - width) / 2:.1f}",
        width=f"{width:.1f}",
        middle=f"{left + slot / 2:.1f}",
        parts=_parts(bar.values, scale),
    )


def _parts(values: Sequence[int], scale: Scale) -> list[Part]:
    """The parts from the bottom up, with gaps; even the smallest part stays visible."""
    parts, below = [], 0
    for colour, value in enumerate(values, 1):
        if value:
            high, low = scale.y(below + value), scale.y(below) - (GAP if below else 0)
            parts.append(Part(colour=colour, y=f"{high:.1f}", height=f"{max(0.8, low - high):.1f}"))
        below += value
    return parts
