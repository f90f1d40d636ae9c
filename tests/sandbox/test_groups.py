"""How many images a call generates."""

import pytest

from studio.sandbox.image_count import stated_number
from tests.sandbox.client import group_fields


def test_a_group_generates_its_maximum_number_of_images(sandbox):
    events = sandbox.group(4)
    assert [event.get("image_index") for event in events] == [0, 1, 2, 3, None]
    assert events[-1]["usage"]["output_tokens"] == 4 * 16384


def test_references_reduce_the_number_of_images_in_a_group(sandbox):
    urls = [f"https://example.com/{number}.png" for number in range(13)]
    assert len(sandbox.post(images=urls, **group_fields(15)).json()["data"]) == 2


def test_a_number_in_the_prompt_sets_the_number_of_images(sandbox):
    assert len(sandbox.post(prompt="A series of 3 posters", **group_fields(15)).json()["data"]) == 3


def test_the_maximum_overrides_the_number_in_the_prompt(sandbox):
    assert len(sandbox.post(prompt="一组六张海报", **group_fields(2)).json()["data"]) == 2


@pytest.mark.parametrize(
    ("prompt", "number"),
    [
        ("a series of 4", 4),
        ("a set of seven icons", 7),
        ("Draw five watercolour illustrations of a cat", 5),
        ("生成四张", 4),
        ("一组六张", 6),
        ("十二张图", 12),
        ("两幅画，一幅白天", 2),
        ("a cat", None),
        ("combine the two images", None),
        ("the vase of Image 2 and Image 3", None),
        ("Image 2, image 3; four posters", 4),
        ("一张桌子和三张椅子", None),
        ("参考图1和图2", None),
        ("a series of 40", None),
        ("Six views of a lake, wide 3:2 illustrations", 6),
        ("a 3:2 illustration", None),
    ],
)
def test_the_number_of_images_is_read_from_the_prompt(prompt, number):
    assert stated_number(prompt) == number
