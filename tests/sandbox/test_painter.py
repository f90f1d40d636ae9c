"""The painter: the same picture for the same request, and one that answers its prompt."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from studio.sandbox.painter import canvas, paint
from studio.sandbox.painter.canvas import PIXELS, Canvas
from studio.sandbox.painter.words import read


def painted(prompt: str, width: int = 256, height: int = 256, **more: object) -> Image.Image:
    return Image.open(io.BytesIO(paint(prompt, width, height, **more))).convert("RGB")  # type: ignore[arg-type]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of 0..255, over all pixels."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def warmth(picture: Image.Image) -> float:
    """How much more red there is than blue."""
    red, _green, blue = ImageStat.Stat(picture).mean
    return red - blue


def plate(colour: str, size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.new("RGB", size, colour)


def test_the_same_request_gives_the_same_bytes():
    more = {"index": 2, "references": [plate("teal")]}
    assert paint("a lake at dawn, rain", 256, 192, **more) == paint("a lake at dawn, rain", 256, 192, **more)


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (1600, 100), (100, 1600), (15, 15)])
def test_the_picture_is_a_jpeg_of_exactly_the_size_asked_for(size):
    picture = Image.open(io.BytesIO(paint('mountains "Title"', *size, references=[plate("teal")])))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", size)


def test_a_2k_file_is_as_large_as_those_of_the_service():
    assert 500_000 < len(paint("a vase", 2048, 2048)) < 3_000_000


def test_a_large_picture_is_painted_small_and_enlarged():
    sky = [(9, 9, 9)]
    assert Canvas(4096, 4096, 1, sky).image.width ** 2 <= PIXELS * 1.01
    assert Canvas(512, 384, 1, sky).image.size == (512, 384)


@pytest.mark.parametrize(
    ("prompt", "motif"),
    [
        ("a mountain lake with pines", "mountain"),
        ("山谷里的湖", "mountain"),
        ("waves on a beach", "sea"),
        ("海边的灯塔", "sea"),
        ("a city street in neon rain", "city"),
        ("城市雨夜", "city"),
        ("desert dunes", "dunes"),
        ("cherry blossoms", "flower"),
        ("荷花", "flower"),
        ("a vase with one branch of plum blossom", "still"),
        ("花瓶", "still"),
        ("portrait of a girl in a garden", "portrait"),
        ("少女肖像", "portrait"),
        ("flowing silk", "silk"),
        ("qwertz", "silk"),
    ],
)
def test_words_in_either_language_choose_the_motif_and_every_motif_can_be_painted(prompt, motif):
    assert read(prompt, 0).motif == motif
    assert painted(prompt, 96, 64).size == (96, 64)


@pytest.mark.parametrize(
    "prompt", ["The valley: spring, summer, autumn, winter, dawn, night", "同一山谷的四季，破晓、月夜"]
)
def test_a_list_of_moments_gives_each_image_its_own_in_the_same_view(prompt):
    briefs = [read(prompt, index) for index in range(6)]
    assert [one.season or one.time for one in briefs] == [
        "spring", "summer", "autumn", "winter", "dawn", "night",
    ]  # fmt: skip
    assert len({one.seed for one in briefs}) == 1


def test_the_images_of_another_group_are_different_views():
    assert difference(painted("desert"), painted("desert", index=1)) > 5


def test_night_is_darker_than_noon():
    dark, light = (
        ImageStat.Stat(painted(f"sea at {time}").convert("L")).mean[0] for time in ("night", "noon")
    )
    assert dark < 0.6 * light


def test_words_for_colours_colour_the_picture():
    assert warmth(painted("red silk at noon")) > warmth(painted("中午的蓝色丝绸")) + 30


def test_snow_falls_in_winter_alone_when_seasons_are_listed():
    assert ["snow" in read("a lake in winter snow and in summer", index).said for index in (0, 1)] == [
        True,
        False,
    ]


def test_the_quoted_words_and_the_marks_are_written(monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(canvas, "write", lambda _picture, text, *_: written.append(text))
    paint("海报 “春茶” 「SPRING」", 128, 128)
    paint("poster", 128, 128, watermark=False)
    assert written == ["春茶", "SPRING", "SANDBOX", "AI生成", "SANDBOX"]


def test_a_machine_without_chinese_letters_paints_too(monkeypatch, tmp_path):
    monkeypatch.setattr(canvas, "FONT", tmp_path / "none.ttc")
    canvas.font.cache_clear()
    assert painted("海报“春茶”").size == (256, 256)
    canvas.font.cache_clear()


def test_a_reference_lies_on_the_picture_as_a_print():
    box = (100, 170, 156, 226)
    assert ImageStat.Stat(painted("a valley", references=[plate("lime")]).crop(box)).mean[1] > 150


def test_references_lend_their_colours():
    sky = (0, 0, 256, 64)
    red, blue = (painted("a valley", references=[plate(one)]).crop(sky) for one in ("firebrick", "navy"))
    assert warmth(red) > warmth(blue) + 15


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_references_of_any_mode_are_taken(mode):
    assert painted("silk", references=[plate("olive", (40, 30)).convert(mode)]).size == (256, 256)


def test_fourteen_references_of_extreme_shapes_fit():
    shapes = [(15, 240), (240, 15), (64, 64)] * 5
    assert painted("poster", references=[plate("olive", shape) for shape in shapes[:14]]).size == (256, 256)
