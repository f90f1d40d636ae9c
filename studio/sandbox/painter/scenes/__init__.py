"""What the painter can paint: one module per kind of scene, each with `paint(frame) -> (3, h, w)`."""

from collections.abc import Callable, Mapping

from ..frame import Frame
from ..noise import Plane
from . import blossom, city, courtyard, dunes, forest, ink, night_sky, pond, poster, sea, silk, still, valley

SCENES: Mapping[str, Callable[[Frame], Plane]] = {
    "valley": valley.paint,
    "city": city.paint,
    "dunes": dunes.paint,
    "blossom": blossom.paint,
    "courtyard": courtyard.paint,
    "pond": pond.paint,
    "poster": poster.paint,
    "still": still.paint,
    "forest": forest.paint,
    "ink": ink.paint,
    "sea": sea.paint,
    "sky": night_sky.paint,
    "silk": silk.paint,
}

# Scenes that build their colours from the prompt's own; the others are toned as a whole.
OWN_COLOURS = frozenset({"silk", "still", "poster", "courtyard"})
