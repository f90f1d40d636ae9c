"""A click on more images than a request should carry out: progress in the gallery, then the result and its undo."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.gallery.models import BulkAction, Favourite
from studio.generations.models import Image
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words

COUNT = 1_201


@pytest.fixture(autouse=True)
def _many_images(ledger: Ledger, alice: User) -> None:
    """A thousand copies of one row beside the real image."""
    run = ledger.run(alice, words(), images=1)
    ledger.until_ended(run)

    def copy() -> None:
        one = Image.objects.get(generation=run)
        fields = {f.attname: getattr(one, f.attname) for f in one._meta.concrete_fields if not f.generated}
        for name in ("id", "index", "link"):
            fields.pop(name)
        Image.objects.bulk_create(Image(**fields, index=index) for index in range(1, COUNT))

    ledger(copy)


def test_all_results_become_favourites_with_progress_and_no_longer_by_undo(
    page: Page, ledger: Ledger, alice: User
) -> None:
    page.goto("/gallery/")
    page.locator(".pick input").first.click()
    page.get_by_label("All results").check()
    page.locator("#selbar").get_by_role("button", name="Favourite").dblclick()
    expect(page.get_by_text("1,201 images added to favourites.").first).to_be_visible()
    expect(page.locator("#bulk-status")).to_have_text("1,201 images added to favourites.")
    assert ledger(lambda: Favourite.objects.filter(user=alice).count()) == COUNT
    assert ledger(lambda: BulkAction.objects.filter(owner=alice).count()) == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#bulk-status")).to_have_text("1,201 images removed from favourites.")
    assert not ledger(lambda: Favourite.objects.filter(user=alice).exists())
    page.get_by_role("link", name="Refresh").click()
    expect(page.locator(".bulks")).to_have_count(0)
