"""Which sizes are legal, and the nearest one for those that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.provider.limits import tokens
from studio.provider.sizes import PRESETS, TIER_SIZES, TIERS, Size, nearest, problem


@pytest.mark.parametrize("text", ["2048x1024", "2048×1024", "2048X1024", " 2048 x 1024 ", "２０４８x1024"])
def test_a_size_is_read_as_people_and_machines_write_it(text: str) -> None:
    assert Size.parse(text) == Size(2048, 1024)


@pytest.mark.parametrize(
    "text", ["", "2K", "2048", "2048x", "x2048", "-1x5", "1.5x2", "2048x1024x3", "9" * 7 + "x1"]
)
def test_anything_else_is_no_size(text: str) -> None:
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
    assert problem(size) == fault


def test_everything_on_offer_is_legal_and_of_its_ratio() -> None:
    assert [preset.ratio for preset in PRESETS] == ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3", "21:9"]
    for preset in PRESETS:
        wide, high = map(int, preset.ratio.split(":"))
        for size in (preset.two_k, preset.four_k):
            assert problem(size) is None
            assert size.ratio == pytest.approx(wide / high, rel=0.02)
    assert set(TIER_SIZES) == set(TIERS)


@given(st.integers(-5, 10**6), st.integers(-5, 10**6))
def test_the_nearest_size_is_legal(width: int, height: int) -> None:
    assert problem(nearest(Size(width, height))) is None


@given(st.integers(600, 8000), st.integers(600, 8000))
def test_the_nearest_size_keeps_the_shape_and_leaves_legal_ones_alone(width: int, height: int) -> None:
    size = Size(width, height)
    close = nearest(size)
    assert close.ratio == pytest.approx(size.ratio, rel=0.02)
    assert problem(size) or close == size


def test_only_the_sum_of_a_call_is_rounded() -> None:
    assert tokens([4_153_344]) == 16_224
    assert tokens([255, 255]) == 1
    assert tokens([]) == 0
