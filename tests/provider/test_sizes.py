"""Which sizes are valid, and the nearest valid size for the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.provider.limits import tokens
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, MODELS
from studio.provider.sizes import Size, SizeLimits, nearest, problem

LIMITS = DEFAULT_MODEL.size_limits
EVERY_LIMIT = st.sampled_from([model.size_limits for model in MODELS.values()])


@pytest.mark.parametrize("text", ["2048x1024", "2048×1024", "2048X1024", " 2048 x 1024 ", "２０４８x1024"])
def test_a_size_is_parsed_in_every_common_notation(text: str) -> None:
    assert Size.parse(text) == Size(2048, 1024)


@pytest.mark.parametrize(
    "text", ["", "2K", "2048", "2048x", "x2048", "-1x5", "1.5x2", "2048x1024x3", "9" * 7 + "x1"]
)
def test_text_that_is_not_a_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Not a size"):
        Size.parse(text)


def test_a_size_is_written_with_an_x() -> None:
    assert str(Size(2048, 1024)) == "2048x1024"
    assert (Size(2048, 1024).pixels, Size(2048, 1024).ratio) == (2_097_152, 2.0)


@pytest.mark.parametrize(
    ("size", "fault"),
    [
        (Size(2560, 1440), None),
        (Size(2559, 1440), "too_few"),
        (Size(4096, 4096), None),
        (Size(4097, 4096), "too_many"),
        (Size(16384, 1024), None),
        (Size(1024, 16384), None),
        (Size(16385, 1024), "ratio"),
        (Size(1023, 16384), "ratio"),
        (Size(7680, 480), None),
        (Size(0, 2048), "empty"),
        (Size(2048, -1), "empty"),
    ],
)
def test_the_limits_are_those_of_the_service(size: Size, fault: str | None) -> None:
    assert problem(size, LIMITS) == fault


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_every_preset_is_valid_and_has_its_ratio(model: ModelSpec) -> None:
    ratios = [preset.ratio for preset in model.presets]
    assert ratios == ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3", "21:9"]
    for preset in model.presets:
        wide, high = map(int, preset.ratio.split(":"))
        assert list(preset.sizes) == list(model.tiers)
        for size in preset.sizes.values():
            assert problem(size, model.size_limits) is None
            assert size.ratio == pytest.approx(wide / high, rel=0.021)


def test_a_size_that_is_not_a_multiple_of_the_step_is_invalid() -> None:
    limits = SizeLimits(min_pixels=1, max_pixels=10**7, step=16)
    assert problem(Size(1600, 1601), limits) == "step"
    assert nearest(Size(1600, 1601), limits) == Size(1600, 1600)


@given(st.integers(-5, 10**6), st.integers(-5, 10**6), EVERY_LIMIT)
def test_the_nearest_size_is_valid(width: int, height: int, limits: SizeLimits) -> None:
    assert problem(nearest(Size(width, height), limits), limits) is None


@given(st.integers(600, 8000), st.integers(600, 8000), EVERY_LIMIT)
def test_the_nearest_size_keeps_the_ratio_and_leaves_valid_sizes_unchanged(
    width: int, height: int, limits: SizeLimits
) -> None:
    size = Size(width, height)
    closest = nearest(size, limits)
    assert closest.ratio == pytest.approx(size.ratio, rel=0.02 * limits.step if limits.step > 1 else 0.02)
    assert problem(size, limits) or closest == size


def test_only_the_sum_of_tokens_of_a_call_is_rounded() -> None:
    assert tokens([4_153_344]) == 16_224
    assert tokens([255, 255]) == 1
    assert tokens([]) == 0
