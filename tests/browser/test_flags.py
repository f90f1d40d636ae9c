"""A reviewer flags by keys, a designer on the image page; an administrator hides an image. Axe finds nothing."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.curation.hiding import hide
from studio.gallery.curation.sharing import share
from studio.generations.models import Image
from studio.review.models import Flag
from studio.review.workflow.submitting import submit
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words
from tests.browser.test_accessibility import LOOKS, dress, violations


@pytest.fixture
def team(ledger: Ledger, alice: User) -> Team:
    team = ledger.team(alice, Role.DESIGNER)
    ledger(lambda: Team.objects.filter(pk=team.pk).update(approvals=1))
    return team


@pytest.fixture
def rita(ledger: Ledger, team: Team) -> User:
    rita = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=rita, role=Role.REVIEWER))
    return rita


@pytest.fixture
def images(ledger: Ledger, alice: User, team: Team) -> list[int]:
    """Two of Alice's in the team, in review."""
    run = ledger.run(alice, words(), images=2)
    ledger.until_ended(run)

    def hand_in() -> list[int]:
        mine = Image.objects.filter(generation=run)
        share(list(mine.values_list("pk", flat=True)), team, by=alice)
        submit(mine, by=alice)
        return list(mine.order_by("pk").values_list("pk", flat=True))

    return ledger(hand_in)


def flags(ledger: Ledger, image: int) -> list[str]:
    """The reasons of the open ones."""
    rows = Flag.objects.filter(image=image, resolved_at=None).values_list("reason", flat=True)
    return ledger(lambda: list(rows))


def looks_well(page: Page, address: str, shown: str) -> None:
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto(address)
        expect(page.locator(shown)).to_be_visible()
        assert violations(page) == []


def test_a_reviewer_flags_and_undoes_it_by_keys(
    visit: Visits, ledger: Ledger, rita: User, images: list[int]
) -> None:
    page = visit(rita)
    page.goto("/review/")
    first, second = (page.locator(f"#stage-{image}") for image in images)
    expect(first).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator("[data-reason]").first).to_be_focused()
    page.keyboard.press("4")
    page.keyboard.press("f")
    expect(second).to_be_visible()
    assert flags(ledger, images[0]) == ["rights"]
    page.keyboard.press("z")
    expect(first).to_be_visible()
    assert flags(ledger, images[0]) == []


def test_a_flag_is_raised_on_the_image_page_and_resolved_in_review(
    visit: Visits, ledger: Ledger, alice: User, rita: User, images: list[int]
) -> None:
    page = visit(alice)
    page.goto(f"/images/{images[1]}/")
    page.locator("#flags summary").click()
    page.get_by_role("combobox", name="Reason").select_option("rights")
    page.get_by_role("textbox", name="Note", exact=True).fill("Is this Marilyn?")
    page.get_by_role("button", name="Flag image").click()
    expect(page.get_by_text("1 image flagged.")).to_be_visible()
    looks_well(page, f"/images/{images[1]}/", "#flags .flags")
    his = visit(rita, locale="en-US")
    looks_well(his, "/review/?tab=flagged", ".decide .flags")
    dress(his, 1440, "light", "en")
    his.goto("/review/?tab=flagged")
    his.get_by_role("button", name="Resolve flags").click()
    expect(his.locator(".decide .flags")).to_have_count(0)
    assert flags(ledger, images[1]) == []


def test_a_hidden_image_and_the_list_of_them_look_well(
    visit: Visits, ledger: Ledger, rita: User, images: list[int]
) -> None:
    ledger(lambda: User.objects.filter(pk=rita.pk).update(is_superuser=True, is_staff=True))
    ledger(lambda: hide(Image.objects.filter(pk=images[0]), reason="A likeness", by=rita))
    page = visit(rita)
    looks_well(page, f"/images/{images[0]}/", ".banner")
    looks_well(page, "/administration/hidden/", ".hidden-images")
