"""The image page by keys: F gives a heart, 1 to 5 stars, T a tag; and the trash with its undo."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words


@pytest.fixture
def image(ledger: Ledger, alice: User) -> int:
    run = ledger.run(alice, words(), images=1)
    ledger.until_ended(run)
    return ledger(lambda: Image.objects.get(generation=run).pk)


def test_favourite_stars_and_tags_by_keys_and_the_trash_with_undo(page: Page, image: int) -> None:
    page.goto(f"/images/{image}/")
    page.keyboard.press("f")
    expect(page.locator("#heart-b")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("4")
    expect(page.get_by_text("4.0 from 1 person")).to_be_visible()
    page.keyboard.press("t")
    page.keyboard.type("雨夜, blue")
    page.keyboard.press("Enter")
    expect(page.locator(".tags .pill")).to_have_count(2)
    page.get_by_role("button", name="Remove tag: blue").click()
    expect(page.locator(".tags .pill")).to_have_count(1)
    page.get_by_role("button", name="Move to trash").click()
    page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 image restored.")).to_be_visible()
