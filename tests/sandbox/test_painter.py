"""The painter: the same image for the same request, matching its prompt."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from studio.sandbox.painter import canvas, paint
from studio.sandbox.painter.canvas import PIXELS, Canvas
from studio.sandbox.painter.words import read


def paint_image(prompt: str, width: int = 256, height: int = 256, **options: object) -> Image.Image:
    return Image.open(io.BytesIO(paint(prompt, width, height, **options))).convert("RGB")  # type: ignore[arg-type]


def difference(first: Image.Image, second: Image.Image) -> float:
    """The mean over all pixels, 0..255."""
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) / 3


def warmth(image: Image.Image) -> float:
    """How much more red there is than blue."""
    red, _green, blue = ImageStat.Stat(image).mean
    return red - blue


def solid_image(colour: str, size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.new("RGB", size, colour)


def test_the_same_request_returns_the_same_bytes():
    options = {"index": 2, "references": [solid_image("teal")]}
    assert paint("a lake at dawn, rain", 256, 192, **options) == paint(
        "a lake at dawn, rain", 256, 192, **options
    )


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (1600, 100), (100, 1600), (15, 15)])
def test_the_image_is_a_jpeg_of_exactly_the_requested_size(size):
    image = Image.open(io.BytesIO(paint('mountains "Title"', *size, references=[solid_image("teal")])))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)


def test_a_2k_file_is_about_as_large_as_one_of_the_live_service():
    assert 500_000 < len(paint("a vase", 2048, 2048)) < 3_000_000


def test_a_large_image_is_painted_small_and_enlarged():
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
def test_words_in_both_languages_select_a_motif_that_can_be_painted(prompt, motif):
    assert read(prompt, 0).motif == motif
    assert paint_image(prompt, 96, 64).size == (96, 64)


@pytest.mark.parametrize(
    "prompt", ["The valley: spring, summer, autumn, winter, dawn, night", "同一山谷的四季，破晓、月夜"]
)
def test_a_list_of_moments_gives_each_image_its_moment_in_the_same_view(prompt):
    briefs = [read(prompt, index) for index in range(6)]
    assert [brief.season or brief.time for brief in briefs] == [
        "spring", "summer", "autumn", "winter", "dawn", "night",
    ]  # fmt: skip
    assert len({brief.seed for brief in briefs}) == 1


def test_images_of_a_group_without_moments_are_different_views():
    assert difference(paint_image("desert"), paint_image("desert", index=1)) > 5


def test_night_is_darker_than_noon():
    dark, light = (
        ImageStat.Stat(paint_image(f"sea at {time}").convert("L")).mean[0] for time in ("night", "noon")
    )
    assert dark < 0.6 * light


def test_colour_words_in_the_prompt_colour_the_image():
    assert warmth(paint_image("red silk at noon")) > warmth(paint_image("中午的蓝色丝绸")) + 30


def test_snow_falls_only_in_winter_when_seasons_are_listed():
    assert ["snow" in read("a lake in winter snow and in summer", index).said for index in (0, 1)] == [
        True,
        False,
    ]


def test_quoted_words_and_watermarks_are_written(monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(canvas, "write", lambda _image, text, *_: written.append(text))
    paint("海报 “春茶” 「SPRING」", 128, 128)
    paint("poster", 128, 128, watermark=False)
    assert written == ["春茶", "SPRING", "SANDBOX", "AI生成", "SANDBOX"]


def test_painting_works_without_a_chinese_font(monkeypatch, tmp_path):
    monkeypatch.setattr(canvas, "FONT", tmp_path / "none.ttc")
    canvas.font.cache_clear()
    assert paint_image("海报“春茶”").size == (256, 256)
    canvas.font.cache_clear()


def test_a_reference_is_pasted_onto_the_image():
    box = (100, 170, 156, 226)
    assert ImageStat.Stat(paint_image("a valley", references=[solid_image("lime")]).crop(box)).mean[1] > 150


def test_references_change_the_colours_of_the_image():
    sky = (0, 0, 256, 64)
    red, blue = (
        paint_image("a valley", references=[solid_image(colour)]).crop(sky)
        for colour in ("firebrick", "navy")
    )
    assert warmth(red) > warmth(blue) + 15


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_references_of_any_mode_are_accepted(mode):
    assert paint_image("silk", references=[solid_image("olive", (40, 30)).convert(mode)]).size == (256, 256)


def test_fourteen_references_of_extreme_shapes_fit():
    shapes = [(15, 240), (240, 15), (64, 64)] * 5
    assert paint_image("poster", references=[solid_image("olive", shape) for shape in shapes[:14]]).size == (
        256,
        256,
    )
