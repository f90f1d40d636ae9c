"""The ratio of a size tier comes from the words of the prompt."""

import pytest


@pytest.mark.parametrize(
    ("tier", "prompt", "size"),
    [
        ("2K", "a cat", "2048x2048"),
        ("2k", "a cat, 16:9", "2848x1600"),
        ("2K", "一只猫，3：4竖版", "1760x2368"),
        ("4K", "a widescreen panorama", "5504x3040"),
        ("4k", "电影感的街道", "6240x2656"),
        ("2K", "手机壁纸，星空", "1600x2848"),
        ("2K", "a landscape by the sea", "2048x2048"),
        ("2K", "at 10:30 in the morning", "2048x2048"),
    ],
)
def test_words_in_the_prompt_select_the_ratio(sandbox, tier, prompt, size):
    assert sandbox.post(size=tier, prompt=prompt).json()["data"][0]["size"] == size


def test_any_valid_size_is_returned_exactly(sandbox):
    assert sandbox.post(size="2111x1789").json()["data"][0]["size"] == "2111x1789"
