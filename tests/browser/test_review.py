"""Reviewing by keys alone, by two reviewers at once, and with a thumb."""

import pytest
from playwright.sync_api import Page, Route, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.curation.sharing import share
from studio.generations.models import Image
from studio.review.models import ReviewEvent
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


def reviewer(ledger: Ledger, team: Team) -> User:
    somebody = ledger.someone()
    ledger(lambda: Membership.objects.create(team=team, user=somebody, role=Role.REVIEWER))
    return somebody


@pytest.fixture
def images(ledger: Ledger, alice: User, team: Team) -> list[int]:
    """Four of Alice's in the team, in review."""
    run = ledger.run(alice, words(), images=4)
    ledger.until_ended(run)

    def hand_in() -> list[int]:
        mine = Image.objects.filter(generation=run).order_by("pk")
        share(list(mine.values_list("pk", flat=True)), team, by=alice)
        submit(mine, by=alice)
        return list(mine.values_list("pk", flat=True))

    return ledger(hand_in)


def states(ledger: Ledger, images: list[int]) -> list[str]:
    rows = Image.objects.filter(pk__in=images).order_by("pk").values_list("review", flat=True)
    return ledger(lambda: list(rows))


def opened(page: Page, image: int) -> None:
    """Waits until this image is before the reviewer, with its card."""
    expect(page.locator(f"#stage-{image}")).to_be_visible()
    expect(page.locator(f"#queued-{image}")).to_have_attribute("aria-current", "true")


def test_a_reviewer_needs_keys_alone(visit: Visits, ledger: Ledger, team: Team, images: list[int]) -> None:
    page = visit(reviewer(ledger, team))
    page.goto("/review/")
    opened(page, images[0])
    page.keyboard.press("j")
    opened(page, images[1])
    page.keyboard.press("k")
    opened(page, images[0])
    page.keyboard.press("a")
    opened(page, images[1])
    expect(page.locator("[data-live]")).to_contain_text("1 image approved. Next:")
    expect(page.locator("[data-review-focus]")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("[data-reason='1']")).to_be_focused()
    page.keyboard.press("3")
    page.keyboard.press("r")
    opened(page, images[2])
    page.keyboard.press("1")
    page.keyboard.press("c")
    opened(page, images[3])
    page.keyboard.press("z")
    opened(page, images[2])
    assert states(ledger, images) == ["approved", "rejected", "submitted", "submitted"]


def test_a_reason_and_a_note_stay_with_their_image(
    visit: Visits, ledger: Ledger, team: Team, images: list[int]
) -> None:
    page = visit(reviewer(ledger, team))
    page.goto("/review/")
    opened(page, images[0])
    page.keyboard.press("2")
    page.get_by_label("Note to the author").fill("The hands are wrong.")
    page.get_by_role("button", name="Reject").click()
    opened(page, images[1])
    expect(page.locator("[data-reason]:checked")).to_have_count(0)
    expect(page.get_by_label("Note to the author")).to_have_value("")


def test_a_second_press_before_the_answer_sends_nothing(
    visit: Visits, ledger: Ledger, team: Team, images: list[int]
) -> None:
    page, held = visit(reviewer(ledger, team)), list[Route]()
    page.goto("/review/")
    opened(page, images[0])
    page.route("**/decide/**", lambda route: held.append(route))
    approve = page.get_by_role("button", name="Approve")
    approve.click()
    expect(approve).to_be_disabled()
    page.keyboard.press("a")
    page.wait_for_function("() => true")  # what the key began has begun
    [only] = held
    only.continue_()
    opened(page, images[1])
    expect(approve).to_be_enabled()


def test_of_two_reviewers_the_slower_one_gets_the_fresh_card_and_the_author_sees_the_decision(
    visit: Visits, ledger: Ledger, alice: User, team: Team, images: list[int]
) -> None:
    hers, rita = visit(alice), visit(reviewer(ledger, team), locale="en-US")
    ruth = visit(reviewer(ledger, team), locale="en-US")
    hers.goto(f"/images/{images[0]}/")
    ruth.route("**/runs/events*", lambda _route: None)  # she does not hear of it in time
    rita.goto(f"/review/?item={images[0]}")
    ruth.goto(f"/review/?item={images[0]}")
    expect(ruth.get_by_text("is looking at this image now.")).to_be_visible()
    rita.keyboard.press("a")
    opened(rita, images[1])
    ruth.keyboard.press("2")
    ruth.keyboard.press("r")
    expect(ruth.get_by_role("alert")).to_contain_text("Nothing was changed. Approved")
    expect(hers.locator("#review .pill")).to_have_text("Approved")
    decisions = ReviewEvent.objects.filter(submission__image=images[0]).values_list("verb", flat=True)
    assert ledger(lambda: sorted(decisions)) == ["approve", "submit"]


def test_the_page_of_another_reviewer_follows(
    visit: Visits, ledger: Ledger, team: Team, images: list[int]
) -> None:
    rita, ruth = visit(reviewer(ledger, team)), visit(reviewer(ledger, team), locale="en-US")
    rita.goto("/review/")
    opened(rita, images[0])
    ruth.goto("/review/")
    opened(ruth, images[1])
    rita.keyboard.press("a")
    opened(rita, images[2])
    expect(ruth.locator(f"#queued-{images[0]}")).to_have_count(0)
    expect(ruth.locator("#review-count")).to_have_text("3")


def test_a_late_answer_of_the_list_does_not_bring_back_the_card_that_was_left(
    visit: Visits, ledger: Ledger, team: Team, images: list[int]
) -> None:
    page = visit(reviewer(ledger, team))
    page.goto("/review/")
    opened(page, images[0])
    held: list[Route] = []
    page.route("**/review/?*version=*", lambda route: held.append(route))
    with page.expect_request("**/review/?*version=*"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('studio:reviews'))")
    page.keyboard.press("a")
    opened(page, images[1])
    page.evaluate(
        "() => { window.answered = new Promise(tell => addEventListener('htmx:finally:request', tell)) }"
    )
    held[0].continue_()
    page.evaluate("answered")
    expect(page.locator(f"[id^=decide-{images[1]}-]")).to_be_visible()


def test_a_thumb_decides_on_a_phone_and_axe_finds_nothing(
    visit: Visits, ledger: Ledger, team: Team, images: list[int]
) -> None:
    page = visit(reviewer(ledger, team), viewport={"width": 390, "height": 844}, has_touch=True)
    for look in LOOKS[0]:
        dress(page, *look)
        page.goto("/review/")
        expect(page.locator(".decide__bar")).to_be_visible()
        assert violations(page) == []
    dress(page, 390, "light", "en")
    page.goto("/review/")
    page.get_by_role("button", name="Approve").tap()
    opened(page, images[1])
    assert states(ledger, images)[0] == "approved"
