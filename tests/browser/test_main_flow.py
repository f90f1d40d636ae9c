"""The main flow end to end, in its own studio: from sign-in to the unmodified file on the user's disk."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from studio.sandbox.painter import paint
from tests.browser.conftest import OpenPage, studio_with_painter
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, photos
from tests.fixtures import PASSWORD, create_user
from tests.live import LiveStudio, Studios
from tests.pausable_painter import PausablePainter

IMAGES = 6
PROMPT = "Six celadon vases, as in Image 1, in the light of Image 2, in front of the wall of Image 3"


@pytest.fixture
def painter() -> PausablePainter:
    """Paints the images that users see, rather than flat ones."""
    return PausablePainter(paint)


@pytest.fixture
def isolated_studio(new_studio: Studios, painter: PausablePainter, tmp_path: Path) -> Iterator[LiveStudio]:
    """A studio that no other test uses."""
    with studio_with_painter(new_studio, painter, tmp_path / "sandbox") as studio:
        yield studio


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def request_six_images(page: Page) -> int:
    composer = ComposerPage(page)
    composer.add_and_wait(photos(3))
    composer.prompt.fill(PROMPT)
    composer.choose("3:2 2496×1664")
    composer.ask_for_group(IMAGES)
    expect(composer.cost).to_have_text("At most 6 images, 97,344 tokens")
    return composer.send()


def test_a_group_of_six_arrives_one_by_one_survives_its_tab_and_is_saved(
    isolated_studio: LiveStudio, painter: PausablePainter, open_page: OpenPage, tmp_path: Path
) -> None:
    database = StudioDatabase(isolated_studio)
    page = open_page(None, url=isolated_studio.url, reduced_motion="no-preference")
    sign_in(page, database(lambda: create_user("Alice")).email)
    release = painter.hold(PROMPT)
    run, composer = request_six_images(page), ComposerPage(page)

    # All six tiles appear at once; they fill one by one.
    assert composer.tile_numbers(run) == list("012345")
    expect(composer.run(run).get_by_text("Image 6, waiting")).to_be_visible()
    for images in (1, 2):
        release(images)
        expect(composer.images(run)).to_have_count(images)
        expect(composer.run(run).get_by_text(f"{images} of {IMAGES} images")).to_be_visible()

    context = page.context
    page.close()
    release(IMAGES)
    page = context.new_page()
    page.goto("/")
    composer = ComposerPage(page)
    expect(composer.run(run).get_by_text("Done", exact=True)).to_be_visible()
    expect(composer.run(run)).to_contain_text("Usage 6 images, 97,344 tokens")
    composer.expect_all_images(run, IMAGES)

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(page.locator("#grid").get_by_role("link")).to_have_count(IMAGES)
    page.goto("/")
    composer.images(run).first.click()
    page.wait_for_url("**/images/*/")
    expect(page.get_by_role("main")).to_contain_text("97,344")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "image.jpg")
    sandbox_ledger: Any = isolated_studio.sandbox_ledger()
    billed = sandbox_ledger["calls"][0]["billed"]
    assert hashlib.sha256((tmp_path / "image.jpg").read_bytes()).hexdigest() == billed[0]["sha256"]
    database.close()
