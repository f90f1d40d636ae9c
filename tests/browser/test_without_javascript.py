"""Without JavaScript the form can upload an image, and the run's page refreshes until everything has arrived."""

import pytest
from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage
from tests.browser.studio_page import (
    ComposerPage,
    photo,
    unique_prompt,
)
from tests.pausable_painter import PausablePainter


@pytest.fixture
def composer(open_page: OpenPage, alice: User) -> ComposerPage:
    """The studio page with JavaScript disabled."""
    return ComposerPage(open_page(alice, java_script_enabled=False))


def test_a_run_with_a_file_is_sent_and_its_page_refreshes_until_it_ends(
    composer: ComposerPage, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    release = painter.hold(prompt)
    composer.open().prompt.fill(prompt)
    composer.form.locator("input[name=files]").set_input_files(photo())
    run = int(submit_form(composer))
    expect(composer.run(run).get_by_text("1 reference", exact=True)).to_be_visible()
    expect(composer.images(run)).to_have_count(0)
    release(1)
    expect(composer.images(run)).to_have_count(1)
    composer.expect_all_images(run, 1)
    expect(composer.page.locator("meta[http-equiv=refresh]")).to_have_count(0)


def test_the_composer_shows_the_last_submitted_input(composer: ComposerPage) -> None:
    prompt = unique_prompt()
    composer.open().prompt.fill("an older one")
    submit_form(composer)
    composer.open().prompt.fill(prompt)
    composer.form.locator("input[name=files]").set_input_files(photo())
    submit_form(composer)
    composer.page.get_by_role("link", name="Back to the studio").click()
    expect(composer.prompt).to_have_value(prompt)
    expect(composer.references.get_by_role("img", name="vase.jpg")).to_be_visible()


def test_the_studio_offers_a_refresh_instead_of_losing_typed_text(
    composer: ComposerPage, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    release = painter.hold(prompt)
    composer.open().prompt.fill(prompt)
    submit_form(composer)
    composer.open()
    expect(composer.page.get_by_role("link", name="Refresh")).to_be_visible()
    expect(composer.page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    release(1)


def submit_form(composer: ComposerPage) -> str:
    composer.generate.click()
    expect(composer.runs).to_have_count(1)
    return (composer.runs.get_attribute("id") or "").removeprefix("run-")


def test_a_refused_form_keeps_its_input(composer: ComposerPage) -> None:
    composer.open().form.locator("input[name=files]").set_input_files(photo())
    composer.choose("Custom")
    composer.width.fill("3000")
    composer.generate.click()
    expect(composer.form.get_by_text("Enter a prompt.")).to_be_visible()
    expect(composer.width).to_have_value("3000")
    expect(composer.references.get_by_role("img", name="vase.jpg")).to_be_visible()


def test_controls_that_need_javascript_are_not_shown(composer: ComposerPage) -> None:
    composer.open()
    for name in ("Add drop, paste", "URL", "Mention", "Swap width and height", "More images"):
        expect(composer.form.get_by_role("button", name=name)).to_have_count(0)


def test_gallery_and_image_pages_work(composer: ComposerPage) -> None:
    composer.open().prompt.fill(unique_prompt())
    run = submit_form(composer)
    expect(composer.images(int(run))).to_have_count(1)
    composer.page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    composer.page.locator("#grid").get_by_role("link").click()
    expect(composer.page.get_by_role("link", name="Download")).to_be_visible()
    expect(composer.page.get_by_role("button", name="Zoom in")).to_have_count(0)
