"""A new user's journey: invitation, first images, a failure and its retry, a download, and a share seen live."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Team, User
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.browser.test_grid import TILE
from tests.browser.test_live_gallery import open_live_gallery
from tests.browser.test_teams import invite
from tests.fixtures import PASSWORD, unique_word


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    return database.create_team(alice)


def accept_invitation(page: Page, link: str) -> ComposerPage:
    """Creates an account from the invitation; returns the studio page, in the team."""
    page.goto(link)
    page.get_by_label("Name").fill("Dora")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open the studio").click()
    expect(page.get_by_text("You joined Posters.")).to_be_visible()
    return ComposerPage(page)


def retry_second_image(composer: ComposerPage, run: int) -> None:
    """Retries the failed image; its tile then links to the new run."""
    composer.run(run).get_by_role("button", name="Retry image 2").click()
    expect(composer.runs).to_have_count(2)
    retry = (composer.runs.first.get_attribute("id") or "").removeprefix("run-")
    expect(composer.run(run).get_by_role("link", name=f"Retried in run {retry}")).to_be_visible()


def image_names_in_zip(composer: ComposerPage, run: int, folder: Path) -> list[str]:
    with composer.page.expect_download() as download:
        composer.run(run).get_by_role("link", name=f"Download all images of run {run}").click()
    download.value.save_as(folder / "run.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "run.zip").read_bytes())) as archive:
        return [name for name in archive.namelist() if name.endswith(".jpg")]


def share_private_image(composer: ComposerPage) -> None:
    """Creates a private image and shares it from its page."""
    page = composer.page
    page.get_by_role("button", name="Working in: Posters").click()
    page.get_by_role("button", name="Private", exact=True).click()
    expect(page.get_by_role("button", name="Working privately")).to_be_visible()
    composer.prompt.fill(unique_prompt("A celadon bowl"))
    run = composer.send()
    composer.expect_all_images(run, 1)
    composer.images(run).first.click()
    page.get_by_role("button", name="Share with a team").click()
    page.get_by_role("dialog").get_by_role("button", name="Posters").click()
    expect(page.get_by_text("1 image shared with Posters.")).to_be_visible()


def test_a_new_user_from_the_invitation_to_a_share_seen_live(
    page: Page, open_page: OpenPage, team: Team, tmp_path: Path
) -> None:
    link = invite(page, team, f"dora-{unique_word()}@studio.example", role="Designer")
    open_live_gallery(page, f"?team={team.slug}")
    composer = accept_invitation(open_page(None, locale="en-US"), link)
    composer.prompt.fill(f"{unique_prompt('Three celadon vases')} [[fault:fail:1]]")
    composer.ask_for_group(3)
    run = composer.send()
    expect(composer.run(run).get_by_text("2 of 3 images, 1 failed")).to_be_visible()
    page.get_by_role("link", name="New images. Reload").click()
    expect(page.locator(TILE).nth(1)).to_be_visible()
    retry_second_image(composer, run)
    expect(page.get_by_role("link", name="1 new image")).to_be_visible()
    assert len(image_names_in_zip(composer, run, tmp_path)) == 2
    share_private_image(composer)
    page.get_by_role("link", name="2 new images").click()
    expect(page.locator(TILE)).to_have_count(4)
