"""The image page by keyboard: F favourites, 1 to 5 rate, T tags; and moving to the trash with undo."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt


@pytest.fixture
def image(database: StudioDatabase, alice: User) -> int:
    run = database.create_run(alice, unique_prompt(), images=1)
    database.wait_until_ended(run)
    return database(lambda: Image.objects.get(generation=run).pk)


def test_favourite_rating_and_tags_by_keyboard_and_trash_with_undo(page: Page, image: int) -> None:
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
