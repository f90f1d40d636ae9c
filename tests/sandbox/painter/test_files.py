"""What `paint` returns as a file: JPEG, of the size asked for, the same every time."""

import io

import pytest
from PIL import Image

from studio.sandbox.painter import paint
from studio.sandbox.painter.finish import INTERNAL_PIXELS, internal_size
from studio.sandbox.painter.scenes import SCENES


def test_the_same_arguments_give_the_same_bytes():
    assert paint("a lake at dawn", 256, 192, index=2) == paint("a lake at dawn", 256, 192, index=2)


@pytest.mark.parametrize("size", [(512, 512), (640, 360), (360, 640), (1600, 100), (100, 1600), (15, 15)])
def test_the_picture_is_a_jpeg_of_exactly_the_size_asked_for(size):
    picture = Image.open(io.BytesIO(paint("mountains", *size)))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", size)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("size", [(800, 50), (50, 800)])
def test_every_scene_can_be_painted_at_the_most_extreme_ratios(scene, size):
    word = {"sky": "aurora", "still": "vase", "pond": "lotus", "dunes": "desert"}.get(scene, scene)
    assert Image.open(io.BytesIO(paint(word, *size))).size == size


def test_a_very_large_picture_is_painted_small_and_enlarged():
    width, height = internal_size(4096, 4096)
    assert width == height
    assert width * height <= INTERNAL_PIXELS * 1.01


def test_a_small_picture_is_painted_at_its_own_size():
    assert internal_size(512, 384) == (512, 384)
