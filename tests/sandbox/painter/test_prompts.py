"""A picture answers its prompt: scene, season, hour, colours, title, place in a group."""

import pytest

from studio.sandbox.painter.brief import Moment, read
from studio.sandbox.painter.scenes import SCENES


def brief(prompt, index=0):
    return read(prompt, index, tuple(SCENES))


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("a mountain lake with pines", "valley"),
        ("山谷里的湖", "valley"),
        ("waves on a beach", "sea"),
        ("海边", "sea"),
        ("a city street in neon rain", "city"),
        ("城市雨夜", "city"),
        ("desert dunes", "dunes"),
        ("沙漠", "dunes"),
        ("a quiet forest", "forest"),
        ("森林", "forest"),
        ("lotus and koi", "pond"),
        ("荷花", "pond"),
        ("cherry blossoms", "blossom"),
        ("northern lights over a lake", "sky"),
        ("星空", "sky"),
        ("flowing silk", "silk"),
        ("丝绸", "silk"),
        ("a vase on a table", "still"),
        ("产品图", "still"),
        ("ink wash mountains", "ink"),
        ("水墨山水", "ink"),
        ("a poster of the sea", "poster"),
        ("夏日海报", "poster"),
        ("a courtyard with an arch", "courtyard"),
        ("现代建筑", "courtyard"),
    ],
)
def test_words_in_either_language_choose_the_scene(prompt, scene):
    assert brief(prompt).scene == scene


def test_a_word_inside_a_longer_word_does_not_count():
    assert brief("花瓶").scene == "still"
    assert brief("a scar on the searchlight", 0).motifs == ()


def test_an_unknown_prompt_still_gets_a_scene_and_keeps_it():
    assert brief("qwertz").scene == brief("qwertz", 3).scene in SCENES


def test_season_and_hour_are_read_together():
    assert brief("an autumn valley at dusk").moment == Moment(season="autumn", time="dusk")
    assert brief("秋天的黄昏").moment == Moment(season="autumn", time="dusk")


@pytest.mark.parametrize(
    "prompt",
    [
        "The valley: spring, summer, autumn, winter, dawn, night",
        "同一山谷：春、夏、秋、冬、破晓、月夜",
        "春夏秋冬，破晓到月夜",
    ],
)
def test_a_list_of_moments_gives_each_frame_its_own(prompt):
    moments = [brief(prompt, index).moment for index in range(6)]
    assert [m.season or m.time for m in moments] == ["spring", "summer", "autumn", "winter", "dawn", "night"]


def test_frames_of_a_list_share_one_view_and_other_groups_change_it():
    assert brief("spring, then autumn").seed == brief("spring, then autumn", 1).seed
    assert brief("a valley").seed != brief("a valley", 1).seed


def test_four_seasons_are_four_frames():
    assert [brief("湖的四季", k).moment.season for k in range(4)] == ["spring", "summer", "autumn", "winter"]


def test_quoted_words_are_titles_in_every_kind_of_quotation_mark():
    assert brief("poster “Spring Tea” 「春茶」").titles == ("Spring Tea", "春茶")
    assert brief('poster "Open"').titles == ("Open",)


def test_different_prompts_give_different_pictures(painted, difference):
    assert difference(painted("desert", 256, 256), painted("forest", 256, 256)) > 20


def test_frames_of_a_group_differ(painted, difference):
    assert difference(painted("desert", 256, 256), painted("desert", 256, 256, index=1)) > 5


def test_the_season_changes_the_palette(painted, warmth):
    assert warmth(painted("valley in autumn", 256, 256)) > warmth(painted("valley in winter", 256, 256)) + 20


def test_night_is_darker_than_noon(painted):
    def brightness(picture):
        return sum(picture.convert("L").resize((8, 8)).get_flattened_data())

    assert brightness(painted("sea at night", 256, 256)) < 0.6 * brightness(painted("sea at noon", 256, 256))


def test_colour_words_colour_the_picture(painted, warmth):
    assert warmth(painted("red silk", 256, 256)) > 20 > -20 > warmth(painted("蓝色丝绸", 256, 256))


def test_a_title_is_drawn(painted, difference):
    top = (0, 0, 384, 128)
    plain, titled = painted("poster", 384, 384), painted('poster "HELLO"', 384, 384)
    assert difference(plain.crop(top), titled.crop(top)) > 8
