"""What the composer says about a prompt, and the change that one click makes."""

import pytest

from studio.generations.composer.lint import hints, mentioned

PLAIN = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled", "max_images": "4"}


def changes(prompt: str, *, references: int = 0, **fields: str) -> list[dict[str, str]]:
    return [dict(hint.change) for hint in hints({**PLAIN, "prompt": prompt, **fields}, references=references)]


def mended(prompt: str, **more: int) -> str:
    (change,) = changes(prompt, **more)
    return prompt.replace(change["find"], change["put"], 1) if "find" in change else prompt + change["put"]


@pytest.mark.parametrize(
    ("prompt", "numbers"),
    [
        ("the vase from Image 1", {1}),
        ("images 1, 2 and 4", {1, 2, 4}),
        ("图 1-3 的花瓶", {1, 2, 3}),
        ("把图二放在图三上", {2, 3}),
        ("图1和图2", {1, 2}),
        ("一组图 4 张", set()),
        ("an image of 3 cats", set()),
    ],
)
def test_mentions_are_read_as_people_write_them(prompt, numbers):
    assert mentioned(prompt) == numbers


@pytest.mark.parametrize(
    ("prompt", "better"),
    [
        ("海报，标题为春茶，留白", "海报，标题为“春茶”，留白"),
        ("A sign that says OPEN, at night", 'A sign that says "OPEN", at night'),
    ],
)
def test_text_to_draw_gets_its_quotes(prompt, better):
    assert mended(prompt) == better


@pytest.mark.parametrize(
    "prompt", ["标题为“春茶”", 'a sign that says "OPEN"', "no text", "the title above the vase"]
)
def test_text_in_quotes_or_no_text_is_left_alone(prompt):
    assert changes(prompt) == []


def test_a_number_beyond_the_references_gets_a_hint():
    assert mended("the vase from Image 5 on Image 1", references=2) == "the vase from Image 2 on Image 1"


def test_a_reference_that_is_never_mentioned_gets_a_hint():
    assert mended("the vase of Image 1", references=2) == "the vase of Image 1 Use Image 2 as reference."
    assert mended("图 1 的花瓶。", references=3) == "图 1 的花瓶。 参考图 2、图 3。"


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("一组六张插画", "6"),
        ("a series of 4 vases", "4"),
        ("three posters of tea", "3"),
        ("一系列海报", None),
    ],
)
def test_words_for_a_group_turn_groups_on(prompt, count):
    assert changes(prompt) == [{"group": "auto"} | ({"max_images": count} if count else {})]


def test_a_group_without_its_words_gets_them():
    assert changes("A cat", group="auto") == [{"find": "A cat", "put": "A series of 4 images: A cat"}]
    assert changes("一只猫", group="auto") == [{"find": "一只猫", "put": "一组 4 张图：一只猫"}]


def test_a_prompt_that_asks_for_more_than_the_limit_raises_it():
    assert changes("Six views of a vase", group="auto") == [{"max_images": "6"}]
    assert changes("Six views of a vase", group="auto", max_images="6") == []


def test_no_more_images_are_offered_than_fit_beside_the_references():
    prompt = "Fifteen views of images 1 to 12"
    (change,) = changes(prompt, references=12)
    assert change["max_images"] == "3"


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("A single image of a vase", "Group images are on, but the prompt asks for a single image."),
        ("A vase", "Group images are on, but the prompt doesn’t say how many."),
    ],
)
def test_a_prompt_without_a_number_is_not_expected_to_ask_for_one(prompt, sentence):
    (hint,) = hints({**PLAIN, "prompt": prompt, "group": "auto"}, references=0)
    assert hint.text == sentence


@pytest.mark.parametrize("prompt", ["一张海报", "combine the two images", "第三张的色调", "two cats"])
def test_a_single_image_is_no_group(prompt):
    assert changes(prompt) == []


@pytest.mark.parametrize(("words", "size"), [("16:9", "2560x1440"), ("竖版", "1728x2304")])
def test_a_ratio_in_words_becomes_the_size(words, size):
    assert changes(f"A cat, {words}") == [{"size_mode": "ratio", "scale": "2K", "size": size}]


@pytest.mark.parametrize(
    "fields",
    [{"size_mode": "tier"}, {"size": "2560x1440"}, {"size_mode": "custom", "w": "3840", "h": "2160"}],
)
def test_a_ratio_that_fits_or_that_the_model_reads_is_left_alone(fields):
    assert changes("A cat, 16:9", **fields) == []


@pytest.mark.parametrize("prompt", ["a clock at 10:10", "portrait of a woman", "a square table"])
def test_words_that_are_no_ratio_are_left_alone(prompt):
    assert changes(prompt) == []


def test_at_most_three_hints_at_once_and_none_for_an_empty_prompt():
    assert len(changes("一组六张 16:9，标题为春茶，图 9", references=1)) == 3
    assert changes("   ") == []
