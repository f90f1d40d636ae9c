"""The size is checked while it is typed, and the cost is exact before the click."""

import pytest
from playwright.sync_api import expect

from studio.accounts.models import User
from studio.budgets.limits import set_budget
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage


@pytest.mark.parametrize(
    ("size", "message", "nearest"),
    [
        ((1000, 1000), "1,000,000 pixels is below the minimum of 3,686,400.", "1920 × 1920"),
        ((5000, 5000), "25,000,000 pixels is above the maximum of 16,777,216.", "4096 × 4096"),
        ((10000, 400), "Ratio 25:1 is outside 1:16 to 16:1.", None),
    ],
)
def test_an_invalid_size_shows_why_and_one_click_applies_the_nearest_valid(
    composer: ComposerPage, size: tuple[int, int], message: str, nearest: str | None
) -> None:
    composer.open().ask_for_size(*size)
    expect(composer.size_message).to_contain_text(message)
    expect(composer.width).to_have_attribute("aria-invalid", "true")
    expect(composer.generate).to_be_disabled()
    expect(composer.cost).to_have_text("Fix the size to see the cost")
    fix = composer.size_message.get_by_role("button", name=f"Use {nearest}" if nearest else "Use ")
    fix.click()
    expect(composer.size_message).to_contain_text("pixels, ratio ")
    expect(composer.width).to_have_attribute("aria-invalid", "false")
    expect(composer.generate).to_be_enabled()
    expect(fix).to_be_hidden()


def test_a_valid_size_shows_its_pixels_and_ratio(composer: ComposerPage) -> None:
    composer.open().ask_for_size(2560, 1440)
    expect(composer.size_message).to_have_text("3,686,400 pixels, ratio 16:9")


def test_a_missing_width_or_height_is_reported(composer: ComposerPage) -> None:
    composer.open().ask_for_size(2560, "")
    expect(composer.size_message).to_contain_text("Enter a width and a height.")
    expect(composer.generate).to_be_disabled()


def test_width_and_height_are_swapped_by_a_button(composer: ComposerPage) -> None:
    composer.open().ask_for_size(2560, 1440)
    composer.form.get_by_role("button", name="Swap width and height").click()
    expect(composer.width).to_have_value("1440")
    expect(composer.height).to_have_value("2560")


def test_the_ratio_is_kept_when_the_resolution_changes(composer: ComposerPage) -> None:
    composer.open().choose("16:9 2560×1440")
    composer.choose("4K")
    expect(composer.form.get_by_role("radio", name="16:9", checked=True)).to_be_checked()
    expect(composer.form.locator("[data-size-out]")).not_to_have_text("2560 × 1440")


@pytest.mark.parametrize(
    ("size", "images", "cost"),
    [
        ((2048, 2048), None, "1 image, 16,384 tokens"),
        ((2496, 1664), None, "1 image, 16,224 tokens"),
        ((2496, 1664), 6, "At most 6 images, 97,344 tokens"),
        # The run's tokens are rounded once, over all its pixels: 14,519 × 3 would be less.
        ((1921, 1935), 3, "At most 3 images, 43,560 tokens"),
    ],
)
def test_the_cost_line_is_exact(
    composer: ComposerPage, size: tuple[int, int], images: int | None, cost: str
) -> None:
    composer.open().ask_for_size(*size)
    if images:
        composer.ask_for_group(images)
    expect(composer.cost).to_have_text(cost)


def test_the_cost_of_a_tier_is_estimated_from_its_largest_square(composer: ComposerPage) -> None:
    composer.open().choose("2K / 4K")
    composer.form.get_by_role("radio", name="4K ≈ 65,536 tokens").check()
    expect(composer.cost).to_have_text("1 image, about 65,536 tokens")


def test_the_estimate_follows_the_image_count_until_the_budget_is_used_up(
    composer: ComposerPage, alice: User, database: StudioDatabase
) -> None:
    database(lambda: set_budget(alice, 1_000_000))
    composer.open().ask_for_group(2)
    estimate = composer.form.locator("[data-estimate]")
    expect(estimate).to_contain_text("would cost up to CN¥0.50")
    expect(estimate).to_contain_text("You CN¥0.50")
    composer.ask_for_group(4)
    expect(estimate).to_contain_text("With this run 100% of your budget for this month is used.")
    expect(composer.generate).to_be_enabled()
    composer.ask_for_group(5)
    expect(estimate).to_contain_text("Your budget has CN¥1.00 left this month: not enough for this run.")
    expect(composer.generate).to_be_hidden()
