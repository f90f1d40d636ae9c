"""Without any script a picture can be sent with the form, and the run's page refreshes until everything has come."""

import pytest
from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.conftest import Visits
from tests.browser.studio_page import (
    ComposerPage,
    photo,
    words,
)
from tests.latency import Pace


@pytest.fixture
def plain(visit: Visits, alice: User) -> ComposerPage:
    return ComposerPage(visit(alice, java_script_enabled=False))


def test_a_run_with_a_file_is_sent_and_its_page_refreshes_until_it_has_ended(
    plain: ComposerPage, pace: Pace
) -> None:
    prompt = words()
    let = pace.hold(prompt)
    plain.open().prompt.fill(prompt)
    plain.form.locator("input[name=files]").set_input_files(photo())
    run = int(plain_send(plain))
    expect(plain.run(run).get_by_text("1 reference", exact=True)).to_be_visible()
    expect(plain.pictures(run)).to_have_count(0)
    let(1)
    expect(plain.pictures(run)).to_have_count(1, timeout=60_000)
    plain.expect_whole(run, 1)
    expect(plain.page.locator("meta[http-equiv=refresh]")).to_have_count(0, timeout=60_000)


def test_the_composer_then_shows_what_was_sent(plain: ComposerPage) -> None:
    prompt = words()
    plain.open().prompt.fill("an older one")
    plain_send(plain)
    plain.open().prompt.fill(prompt)
    plain.form.locator("input[name=files]").set_input_files(photo())
    plain_send(plain)
    plain.page.get_by_role("link", name="Back to the studio").click()
    expect(plain.prompt).to_have_value(prompt)
    expect(plain.references.get_by_role("img", name="vase.jpg")).to_be_visible()


def test_the_studio_offers_a_refresh_instead_of_taking_what_is_typed(plain: ComposerPage, pace: Pace) -> None:
    prompt = words()
    let = pace.hold(prompt)
    plain.open().prompt.fill(prompt)
    plain_send(plain)
    plain.open()
    expect(plain.page.get_by_role("link", name="Refresh")).to_be_visible()
    expect(plain.page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    let(1)


def plain_send(composer: ComposerPage) -> str:
    composer.generate.click()
    expect(composer.runs).to_have_count(1)
    return (composer.runs.get_attribute("id") or "").removeprefix("run-")


def test_a_refused_form_comes_back_whole(plain: ComposerPage) -> None:
    plain.open().form.locator("input[name=files]").set_input_files(photo())
    plain.choose("Custom")
    plain.width.fill("3000")
    plain.generate.click()
    expect(plain.form.get_by_text("Enter a prompt.")).to_be_visible()
    expect(plain.width).to_have_value("3000")
    expect(plain.references.get_by_role("img", name="vase.jpg")).to_be_visible()


def test_what_needs_a_script_is_not_shown(plain: ComposerPage) -> None:
    plain.open()
    for name in ("Add drop, paste", "URL", "Mention", "Swap width and height", "More images"):
        expect(plain.form.get_by_role("button", name=name)).to_have_count(0)


def test_gallery_and_image_can_be_read(plain: ComposerPage) -> None:
    plain.open().prompt.fill(words())
    run = plain_send(plain)
    while not plain.pictures(int(run)).count():
        plain.page.reload()
    plain.page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    plain.page.locator("#grid").get_by_role("link").click()
    expect(plain.page.get_by_role("link", name="Download")).to_be_visible()
    expect(plain.page.get_by_role("button", name="Zoom in")).to_have_count(0)
