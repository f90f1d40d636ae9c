"""A bulk action on more images than one request should process: progress in the gallery, the result, and undo."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.gallery.models import BulkAction, Favourite
from studio.generations.models import Image
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt

COUNT = 1_201


@pytest.fixture(autouse=True)
def _many_images(database: StudioDatabase, alice: User) -> None:
    """Copies of one row, more than a thousand, beside the real image."""
    run = database.create_run(alice, unique_prompt(), images=1)
    database.wait_until_ended(run)

    def copy() -> None:
        image = Image.objects.get(generation=run)
        fields = {
            f.attname: getattr(image, f.attname) for f in image._meta.concrete_fields if not f.generated
        }
        for name in ("id", "index", "link"):
            fields.pop(name)
        Image.objects.bulk_create(Image(**fields, index=index) for index in range(1, COUNT))

    database(copy)


def test_favouriting_all_results_shows_progress_and_can_be_undone(
    page: Page, database: StudioDatabase, alice: User
) -> None:
    page.goto("/gallery/")
    page.locator(".tile-checkbox input").first.click()
    page.get_by_label("All results").check()
    page.locator("#selbar").get_by_role("button", name="Favourite").dblclick()
    expect(page.get_by_text("1,201 images added to favourites.").first).to_be_visible()
    expect(page.locator("#bulk-status")).to_have_text("1,201 images added to favourites.")
    assert database(lambda: Favourite.objects.filter(user=alice).count()) == COUNT
    assert database(lambda: BulkAction.objects.filter(owner=alice).count()) == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#bulk-status")).to_have_text("1,201 images removed from favourites.")
    assert not database(lambda: Favourite.objects.filter(user=alice).exists())
    page.get_by_role("link", name="Refresh").click()
    expect(page.locator(".bulks")).to_have_count(0)
