"""A released file is found by choosing it: its hash is calculated in the browser."""

import hashlib
import re

from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from tests.browser.studio_database import StudioDatabase
from tests.fixtures import unique_word


def test_a_chosen_file_is_searched_by_its_hash(page: Page, alice: User, database: StudioDatabase) -> None:
    def make_alice_lead() -> None:
        team = Team.objects.create(name="Posters", slug=f"posters-{unique_word()}")
        Membership.objects.create(user=alice, team=team, role=Role.LEAD)

    database(make_alice_lead)
    data = b"a file from somewhere"
    page.goto("/review/releases/")
    page.get_by_label("Choose a file").set_input_files(
        {"name": "vase.jpg", "mimeType": "image/jpeg", "buffer": data}
    )
    expect(page).to_have_url(re.compile(hashlib.sha256(data).hexdigest()))
    expect(page.get_by_text("No release has this hash.")).to_be_visible()
