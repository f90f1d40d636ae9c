"""Every picture says SANDBOX; the watermark is there exactly when asked for."""

import io

import numpy as np
import pytest
from PIL import Image

from studio.sandbox.painter import finish, lettering
from studio.sandbox.painter.brief import read
from studio.sandbox.painter.painting import unsigned
from studio.sandbox.painter.scenes import SCENES

SIDE = 512
LEFT, RIGHT = (0, 440, 200, SIDE), (300, 440, SIDE, SIDE)


def plain(prompt):
    """The same picture as `paint` makes it, before anything is written on it."""
    brief = read(prompt, 0, tuple(SCENES))
    picture = finish.grain(unsigned(brief, SIDE, SIDE, ()), brief.seed)
    return Image.open(io.BytesIO(finish.jpeg(picture))).convert("RGB")


@pytest.mark.parametrize("prompt", ["ink wash", "city at night"])
def test_sandbox_is_written_lower_left_on_light_and_dark_grounds(painted, difference, prompt):
    signed = painted(prompt, SIDE, SIDE, watermark=False)
    assert difference(signed.crop(LEFT), plain(prompt).crop(LEFT)) > 1.5


def test_without_a_watermark_the_lower_right_stays_bare(painted, difference):
    signed = painted("desert", SIDE, SIDE, watermark=False)
    assert difference(signed.crop(RIGHT), plain("desert").crop(RIGHT)) < 0.1


def test_the_watermark_is_at_least_a_twentieth_of_the_short_side_high(painted):
    with_mark = np.asarray(painted("desert", SIDE, SIDE), np.int16)
    without = np.asarray(painted("desert", SIDE, SIDE, watermark=False), np.int16)
    rows = np.flatnonzero((np.abs(with_mark - without).max(-1) > 60).any(1))
    assert rows.max() - rows.min() + 1 >= 0.05 * SIDE


def test_without_a_chinese_font_the_notice_is_english_and_titles_lose_only_what_cannot_be_drawn(monkeypatch):
    monkeypatch.setattr(lettering, "FONT_FOLDERS", ())
    lettering.cjk_file.cache_clear()
    try:
        assert lettering.notice() == "AI generated"
        assert lettering.writable("春 Tea") == "Tea"
        picture = Image.new("RGB", (SIDE, SIDE), (40, 60, 80))
        lettering.entitle(picture, ("春", "Tea"), top=0.1)
        lettering.sign(picture, watermark=True)
        assert len(picture.getcolors(SIDE * SIDE) or ()) > 10
    finally:
        lettering.cjk_file.cache_clear()
