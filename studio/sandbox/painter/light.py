"""The light of a season and an hour: sky, sun, haze, and what it does to the colours on the ground."""

from dataclasses import dataclass

from .brief import Moment
from .colour import mix, rgb
from .noise import Plane

DAY_SKIES = {
    "spring": ("#6fa8d4", "#bcd9e6", "#fbe6da"),
    "summer": ("#1f6fb2", "#69b3dd", "#dff1ea"),
    "autumn": ("#5d7aa6", "#cdb39c", "#fbdba4"),
    "winter": ("#4b6686", "#93a9bf", "#e4e6ec"),
}
HOUR_SKIES = {
    "dawn": ("#5f73ad", "#c8a4c6", "#ffd8bd"),
    "dusk": ("#35386b", "#c4637a", "#fcb66c"),
    "night": ("#060d22", "#14305e", "#4a74a0"),
}
SUNS = {"dawn": "#ffe3cf", "day": "#fff6dc", "dusk": "#ffcf8a", "night": "#dfe9ff"}
# The colour of the light itself, multiplied onto what it falls on.
TINTS = {"dawn": "#dcc7da", "day": "#ffffff", "dusk": "#e0aa94", "night": "#5970a4"}
GROUNDS = {
    "spring": ("#a9bccb", "#8fa9b0", "#7a9d90", "#5f8a6e", "#47735a", "#2a4f3e"),
    "summer": ("#7fa7b8", "#5f9494", "#4b8668", "#35744a", "#235b39", "#123c26"),
    "autumn": ("#9a8291", "#97706d", "#a9683f", "#b25425", "#85401a", "#4a2012"),
    "winter": ("#a7b2c2", "#8d9bae", "#74859d", "#5a6e84", "#3f5266", "#22313e"),
}
FOLIAGE = {"spring": "#f3b9cb", "summer": "#4f9a4a", "autumn": "#d9772b", "winter": "#e9eef4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """All colours (3, 1, 1). `sky`: zenith, middle, horizon. `ground`: far to near, already lit.

    `height`: how high the sun or moon stands, 0 on the horizon .. 1.
    """

    season: str
    time: str
    sky: tuple[Plane, Plane, Plane]
    sun: Plane
    tint: Plane
    height: float
    ground: tuple[Plane, ...]
    foliage: Plane

    @property
    def dark(self) -> bool:
        return self.time == "night"

    @property
    def haze(self) -> Plane:
        return mix(self.sky[2], self.sky[1], 0.25)


def light(moment: Moment, *, season: str = "summer", time: str = "day") -> Light:
    """The light of `moment`; `season` and `time` fill in what it leaves open."""
    season, time = moment.season or season, moment.time or time
    by_day = tuple(rgb(colour) for colour in DAY_SKIES[season])
    hour = [rgb(colour) for colour in HOUR_SKIES.get(time, DAY_SKIES[season])]
    share = 0.08 if time == "night" else 0.22
    top, middle, low = (mix(own, day, share) for own, day in zip(hour, by_day, strict=True))
    tint = rgb(TINTS[time])
    return Light(
        season=season,
        time=time,
        sky=(top, middle, low),
        sun=rgb(SUNS[time]),
        tint=tint,
        height={"dawn": 0.22, "day": 0.72, "dusk": 0.12, "night": 0.66}[time],
        ground=tuple(rgb(colour) * tint for colour in GROUNDS[season]),
        foliage=rgb(FOLIAGE[season]) * tint,
    )
