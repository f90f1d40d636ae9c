"""The whole of it, in a studio of its own: from signing in to the untouched file on the person's disk."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from studio.sandbox.painter import paint
from tests.browser.conftest import Visits, paced_studio
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, photos
from tests.fixtures import PASSWORD, person
from tests.latency import Pace
from tests.live import LiveStudio, Studios

IMAGES = 6
PROMPT = "Six celadon vases, as in Image 1, in the light of Image 2, in front of the wall of Image 3"


@pytest.fixture
def pace() -> Pace:
    """Its pictures are those that a person would see."""
    return Pace(paint)


@pytest.fixture
def real(new_studio: Studios, pace: Pace, tmp_path: Path) -> Iterator[LiveStudio]:
    """A studio that nobody else uses."""
    with paced_studio(new_studio, pace, tmp_path / "sandbox") as studio:
        yield studio


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def ask_for_six(page: Page) -> int:
    composer = ComposerPage(page)
    composer.add_and_wait(photos(3))
    composer.prompt.fill(PROMPT)
    composer.choose("3:2 2496×1664")
    composer.ask_for_group(IMAGES)
    expect(composer.cost).to_have_text("At most 6 images, 97,344 tokens")
    return composer.send()


def test_a_group_of_six_arrives_one_by_one_outlives_its_tab_and_is_kept(
    real: LiveStudio, pace: Pace, visit: Visits, tmp_path: Path
) -> None:
    ledger = Ledger(real)
    page = visit(None, url=real.url, reduced_motion="no-preference")
    sign_in(page, ledger(lambda: person("Alice")).email)
    let = pace.hold(PROMPT)
    run, composer = ask_for_six(page), ComposerPage(page)

    # All six have their place at once; they fill one by one.
    assert composer.tiles(run) == list("012345")
    expect(composer.run(run).get_by_text("Image 6, waiting")).to_be_visible()
    for images in (1, 2):
        let(images)
        expect(composer.pictures(run)).to_have_count(images)
        expect(composer.run(run).get_by_text(f"{images} of {IMAGES} images")).to_be_visible()

    context = page.context
    page.close()
    let(IMAGES)
    page = context.new_page()
    page.goto("/")
    composer = ComposerPage(page)
    expect(composer.run(run).get_by_text("Done", exact=True)).to_be_visible()
    expect(composer.run(run)).to_contain_text("Usage 6 images, 97,344 tokens")
    composer.expect_whole(run, IMAGES)

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(page.locator("#grid").get_by_role("link")).to_have_count(IMAGES)
    page.goto("/")
    composer.pictures(run).first.click()
    page.wait_for_url("**/images/*/")
    expect(page.get_by_role("main")).to_contain_text("97,344")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "image.jpg")
    book: Any = real.book()
    billed = book["calls"][0]["billed"]
    assert hashlib.sha256((tmp_path / "image.jpg").read_bytes()).hexdigest() == billed[0]["sha256"]
    ledger.close()
