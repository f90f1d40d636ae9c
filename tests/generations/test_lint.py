"""Hints of the composer about a prompt, and the change that each of them offers."""

import pytest

from studio.generations.composer.lint import hints, mentioned

DEFAULT_FIELDS = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled", "max_images": "4"}


def suggested_changes(prompt: str, *, references: int = 0, **fields: str) -> list[dict[str, str]]:
    return [
        dict(hint.change)
        for hint in hints({**DEFAULT_FIELDS, "prompt": prompt, **fields}, references=references)
    ]


def apply_suggestion(prompt: str, **more: int) -> str:
    (change,) = suggested_changes(prompt, **more)
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
def test_references_mentioned_in_a_prompt_are_recognised(prompt, numbers):
    assert mentioned(prompt) == numbers


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("海报，标题为春茶，留白", "海报，标题为“春茶”，留白"),
        ("A sign that says OPEN, at night", 'A sign that says "OPEN", at night'),
    ],
)
def test_text_to_render_gets_quotes(prompt, expected):
    assert apply_suggestion(prompt) == expected


@pytest.mark.parametrize(
    "prompt", ["标题为“春茶”", 'a sign that says "OPEN"', "no text", "the title above the vase"]
)
def test_text_in_quotes_or_no_text_gets_no_hint(prompt):
    assert suggested_changes(prompt) == []


def test_a_number_beyond_the_references_gets_a_hint():
    assert (
        apply_suggestion("the vase from Image 5 on Image 1", references=2)
        == "the vase from Image 2 on Image 1"
    )


def test_a_reference_that_is_never_mentioned_gets_a_hint():
    assert (
        apply_suggestion("the vase of Image 1", references=2)
        == "the vase of Image 1 Use Image 2 as reference."
    )
    assert apply_suggestion("图 1 的花瓶。", references=3) == "图 1 的花瓶。 参考图 2、图 3。"


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
    assert suggested_changes(prompt) == [{"group": "auto"} | ({"max_images": count} if count else {})]


def test_a_group_without_its_words_gets_them():
    assert suggested_changes("A cat", group="auto") == [
        {"find": "A cat", "put": "A series of 4 images: A cat"}
    ]
    assert suggested_changes("一只猫", group="auto") == [{"find": "一只猫", "put": "一组 4 张图：一只猫"}]


def test_a_prompt_that_asks_for_more_than_the_limit_raises_it():
    assert suggested_changes("Six views of a vase", group="auto") == [{"max_images": "6"}]
    assert suggested_changes("Six views of a vase", group="auto", max_images="6") == []


def test_no_more_images_are_offered_than_fit_beside_the_references():
    prompt = "Fifteen views of images 1 to 12"
    (change,) = suggested_changes(prompt, references=12)
    assert change["max_images"] == "3"


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("A single image of a vase", "Group images are on, but the prompt asks for a single image."),
        ("A vase", "Group images are on, but the prompt doesn’t say how many."),
    ],
)
def test_with_groups_on_the_hint_tells_one_image_from_no_number(prompt, sentence):
    (hint,) = hints({**DEFAULT_FIELDS, "prompt": prompt, "group": "auto"}, references=0)
    assert hint.text == sentence


@pytest.mark.parametrize("prompt", ["一张海报", "combine the two images", "第三张的色调", "two cats"])
def test_a_prompt_for_a_single_image_gets_no_group_hint(prompt):
    assert suggested_changes(prompt) == []


@pytest.mark.parametrize(("words", "size"), [("16:9", "2560x1440"), ("竖版", "1728x2304")])
def test_a_ratio_in_the_prompt_suggests_the_size(words, size):
    assert suggested_changes(f"A cat, {words}") == [{"size_mode": "ratio", "scale": "2K", "size": size}]


@pytest.mark.parametrize(
    "fields",
    [{"size_mode": "tier"}, {"size": "2560x1440"}, {"size_mode": "custom", "w": "3840", "h": "2160"}],
)
def test_a_ratio_that_is_set_or_that_the_model_reads_gets_no_hint(fields):
    assert suggested_changes("A cat, 16:9", **fields) == []


@pytest.mark.parametrize("prompt", ["a clock at 10:10", "portrait of a woman", "a square table"])
def test_words_that_are_not_a_ratio_get_no_hint(prompt):
    assert suggested_changes(prompt) == []


def test_at_most_three_hints_at_once_and_none_for_an_empty_prompt():
    assert len(suggested_changes("一组六张 16:9，标题为春茶，图 9", references=1)) == 3
    assert suggested_changes("   ") == []
