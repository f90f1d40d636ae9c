"""The geometry of a stacked bar chart, as SVG wants it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

LEFT, RIGHT, TOP, BOTTOM = 58.0, 760.0, 36.0, 234.0
"""The plot's edges in a viewBox of 760 by 262; above it the numbers of a day are written."""
LABEL_Y = BOTTOM + 22
TICKS = 4
LABELS = 8  # along the days at most
GAP = 1.0  # between the parts of a bar
WIDEST = 28.0  # bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one bar tells: `label` stands below it, `title` says it in words; `values` are its parts, from below."""

    label: str
    title: str
    url: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A rectangle of one colour."""

    colour: int
    """From 1 on."""
    y: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A bar in its place; all lengths are written as SVG reads them."""

    title: str
    url: str
    label: str
    """Empty where there is no room for one."""
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
    left, right, top, height = (f"{edge:g}" for edge in (LEFT, RIGHT, TOP, BOTTOM - TOP))
    label_x, label_y = f"{LEFT - 8:g}", f"{LABEL_Y:g}"


def draw(bars: Sequence[Bar], *, write: Callable[[float], str], whole: bool = True) -> Chart:
    """`write` says a value of the axis; `whole` ones have no fractions."""
    step = tick_step(max((sum(bar.values) for bar in bars), default=0), whole=whole)
    top = step * TICKS
    ticks = [_tick(step * number, top, write) for number in range(TICKS + 1)]
    return Chart(ticks=ticks, columns=[_column(bars, index, top) for index in range(len(bars))])


def tick_step(most: float, *, whole: bool = True) -> float:
    """A round step of which four hold the highest bar: 1, 2, 2.5 or 5 times a power of ten."""
    least = most / TICKS
    if least <= 0 or (whole and least <= 1):
        return 1.0
    power = 10.0 ** floor(log10(least))
    steps = [factor * power for factor in (1, 2, 2.5, 5, 10)]
    return next(step for step in steps if step >= least and not (whole and step % 1))


def _tick(value: float, top: float, write: Callable[[float], str]) -> Tick:
    y = _y(value, top)
    return Tick(y=f"{y:.1f}", label_y=f"{y + 4:.1f}", label=write(value))


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _column(bars: Sequence[Bar], index: int, top: float) -> Column:
    bar, slot = bars[index], (RIGHT - LEFT) / len(bars)
    width = min(WIDEST, slot * 0.64)
    left, every = LEFT + slot * index, ceil(len(bars) / LABELS)
    return Column(
        title=bar.title,
        url=bar.url,
        label=bar.label if index % every == 0 else "",
        hit_x=f"{left:.1f}",
        hit_width=f"{slot:.1f}",
        x=f"{left + (slot - width) / 2:.1f}",
        width=f"{width:.1f}",
        middle=f"{left + slot / 2:.1f}",
        parts=_parts(bar.values, top),
    )


def _parts(values: Sequence[int], top: float) -> list[Part]:
    """From below, a little apart; what is too small for a gap is seen all the same."""
    parts, below = [], 0
    for colour, value in enumerate(values, 1):
        if value:
            high, low = _y(below + value, top), _y(below, top) - (GAP if below else 0)
            parts.append(Part(colour=colour, y=f"{high:.1f}", height=f"{max(0.8, low - high):.1f}"))
        below += value
    return parts
