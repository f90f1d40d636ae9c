"""The prompt's mentions follow their references."""

import pytest
from playwright.sync_api import expect

from tests.browser.studio_page import ComposerPage, photos


@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        ("Image 1 on Image 3, 3 cats", "Image 2 on Image 1, 3 cats"),
        ("images 1 and 3", "images 2 and 1"),
        ("把图一的花瓶放到图 3", "把图2的花瓶放到图 1"),
    ],
)
def test_moving_a_reference_renumbers_its_mentions(composer: ComposerPage, typed: str, moved: str) -> None:
    composer.open().add_and_wait(photos(3))
    composer.prompt.fill(typed)
    composer.form.get_by_role("button", name="Reorder Image 3").click()
    composer.page.get_by_role("button", name="Move to first").click()
    expect(composer.prompt).to_have_value(moved)


def test_removing_a_reference_marks_its_mention_and_undo_restores_it(composer: ComposerPage) -> None:
    composer.open().add_and_wait(photos(3))
    composer.prompt.fill("Image 2 on Image 3")
    composer.form.get_by_role("button", name="Reorder Image 2").click()
    composer.page.locator("[data-ref-menu]").get_by_role("button", name="Remove").click()
    expect(composer.prompt).to_have_value("Image ? on Image 2")
    expect(composer.form.get_by_text("refers to a reference that was removed")).to_be_visible()
    composer.page.get_by_role("button", name="Undo").click()
    expect(composer.prompt).to_have_value("Image 2 on Image 3")
