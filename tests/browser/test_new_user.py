"""A new user's way: invited, the first pictures, a failure and its retry, a download, and a share that is seen live."""

import io
import uuid
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Team, User
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words
from tests.browser.test_grid import TILE
from tests.browser.test_live_gallery import gallery
from tests.browser.test_teams import invite
from tests.fixtures import PASSWORD


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    return ledger.team(alice)


def join(page: Page, link: str) -> ComposerPage:
    """Makes the account behind an invitation; the studio, in the team."""
    page.goto(link)
    page.get_by_label("Name").fill("Dora")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open the studio").click()
    expect(page.get_by_text("You joined Posters.")).to_be_visible()
    return ComposerPage(page)


def retry_second(composer: ComposerPage, run: int) -> None:
    """The failed tile ends with the picture of its retry."""
    composer.run(run).get_by_role("button", name="Retry image 2").click()
    expect(composer.runs).to_have_count(2)
    again = (composer.runs.first.get_attribute("id") or "").removeprefix("run-")
    expect(composer.run(run).get_by_role("link", name=f"Retried in run {again}")).to_be_visible()


def names_in_zip(composer: ComposerPage, run: int, folder: Path) -> list[str]:
    with composer.page.expect_download() as download:
        composer.run(run).get_by_role("link", name=f"Download all images of run {run}").click()
    download.value.save_as(folder / "run.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "run.zip").read_bytes())) as archive:
        return [name for name in archive.namelist() if name.endswith(".jpg")]


def share_a_private_one(composer: ComposerPage) -> None:
    """Makes an image privately and shares it from its page."""
    page = composer.page
    page.get_by_role("button", name="Working in: Posters").click()
    page.get_by_role("button", name="Private", exact=True).click()
    expect(page.get_by_role("button", name="Working privately")).to_be_visible()
    composer.prompt.fill(words("A celadon bowl"))
    run = composer.send()
    composer.expect_whole(run, 1)
    composer.pictures(run).first.click()
    page.get_by_role("button", name="Share with a team").click()
    page.get_by_role("dialog").get_by_role("button", name="Posters").click()
    expect(page.get_by_text("1 image shared with Posters.")).to_be_visible()


def test_from_the_invitation_to_a_share_that_the_team_sees_live(
    page: Page, visit: Visits, team: Team, tmp_path: Path
) -> None:
    link = invite(page, team, f"dora-{uuid.uuid4().hex[:8]}@studio.example", role="Designer")
    gallery(page, f"?team={team.slug}")
    composer = join(visit(None, locale="en-US"), link)
    composer.prompt.fill(f"{words('Three celadon vases')} [[fault:fail:1]]")
    composer.ask_for_group(3)
    run = composer.send()
    expect(composer.run(run).get_by_text("2 of 3 images, 1 failed")).to_be_visible()
    page.get_by_role("link", name="New images. Reload").click()
    expect(page.locator(TILE).nth(1)).to_be_visible()
    retry_second(composer, run)
    expect(page.get_by_role("link", name="1 new image")).to_be_visible()
    assert len(names_in_zip(composer, run, tmp_path)) == 2
    share_a_private_one(composer)
    page.get_by_role("link", name="2 new images").click()
    expect(page.locator(TILE)).to_have_count(4)
