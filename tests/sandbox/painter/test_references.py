"""Reference pictures show: as prints on the picture and in its colours."""

import numpy as np
import pytest
from PIL import Image

from studio.sandbox.painter.references import arrangement, palette


def plate(colour, size=(300, 200), mode="RGB"):
    return Image.new("RGB", size, colour).convert(mode)


def test_a_reference_lies_on_the_picture_as_a_print(painted):
    pixels = np.asarray(painted("a valley", 384, 384, references=[plate((0, 220, 0))]), np.int16)
    pure = (pixels[..., 1] > 190) & (pixels[..., 0] < 60) & (pixels[..., 2] < 60)
    assert pure.mean() > 0.03


def test_references_change_the_colours_all_over_the_picture(painted, warmth):
    sky = (0, 0, 384, 96)
    red = painted("a valley", 384, 384, references=[plate((210, 40, 30))]).crop(sky)
    blue = painted("a valley", 384, 384, references=[plate((30, 50, 210))]).crop(sky)
    assert warmth(red) > warmth(blue) + 20


def test_the_order_of_references_matters(painted, difference):
    one, other = plate((210, 40, 30)), plate((30, 50, 210))
    there = painted("a valley", 384, 384, references=[one, other])
    assert difference(there, painted("a valley", 384, 384, references=[other, one])) > 1


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1", "I;16"])
def test_references_of_any_mode_are_taken_and_left_alone(painted, mode):
    reference = Image.new("I;16", (40, 30), 30000) if mode == "I;16" else plate((90, 120, 60), (40, 30), mode)
    assert painted("silk", 128, 128, references=[reference]).size == (128, 128)
    assert (reference.mode, reference.size) == (mode, (40, 30))


def test_fourteen_references_of_extreme_shapes_fit(painted):
    shapes = [(15, 240), (240, 15), (64, 64)] * 5
    assert painted("poster", 320, 320, references=[plate((9, 9, 9), s) for s in shapes[:14]]).size == (
        320,
        320,
    )


def test_prints_are_arranged_in_as_many_places_as_there_are_references():
    for count in range(1, 15):
        for size in ((100, 1600), (400, 400), (1600, 100)):
            rows, columns, side = arrangement(count, size)
            assert rows * columns >= count > (rows - 1) * columns
            assert side * columns <= size[0]
            assert side * rows <= size[1]


def test_the_palette_begins_with_the_most_vivid_colour_and_runs_on_from_dark_to_light():
    greys = [plate((240, 240, 240)), plate((10, 10, 10)), plate((120, 120, 120))]
    vivid, *others = palette([*greys, plate((200, 30, 40))])
    assert vivid[0].item() > 0.7 > 0.2 > vivid[2].item()
    levels = [float(colour.mean()) for colour in others]
    assert levels == sorted(levels)
