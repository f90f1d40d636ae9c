"""Reviewing using only the keyboard, by two reviewers at once, and by touch."""

import pytest
from playwright.sync_api import Page, Route, expect

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.curation.sharing import share
from studio.generations.models import Image
from studio.review.models import ReviewEvent
from studio.review.workflow.submitting import submit
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt
from tests.browser.test_accessibility import DISPLAY_VARIANTS, set_viewport_and_theme, violations


@pytest.fixture
def team(database: StudioDatabase, alice: User) -> Team:
    team = database.create_team(alice, Role.DESIGNER)
    database(lambda: Team.objects.filter(pk=team.pk).update(approvals=1))
    return team


def create_reviewer(database: StudioDatabase, team: Team) -> User:
    user = database.create_user()
    database(lambda: Membership.objects.create(team=team, user=user, role=Role.REVIEWER))
    return user


@pytest.fixture
def images(database: StudioDatabase, alice: User, team: Team) -> list[int]:
    """Four images by Alice in the team, submitted for review."""
    run = database.create_run(alice, unique_prompt(), images=4)
    database.wait_until_ended(run)

    def submit_images() -> list[int]:
        images = Image.objects.filter(generation=run).order_by("pk")
        share(list(images.values_list("pk", flat=True)), team, by=alice)
        submit(images, by=alice)
        return list(images.values_list("pk", flat=True))

    return database(submit_images)


def review_states(database: StudioDatabase, images: list[int]) -> list[str]:
    rows = Image.objects.filter(pk__in=images).order_by("pk").values_list("review", flat=True)
    return database(lambda: list(rows))


def expect_open(page: Page, image: int) -> None:
    """Waits until this image is open for review and current in the queue."""
    expect(page.locator(f"#stage-{image}")).to_be_visible()
    expect(page.locator(f"#queued-{image}")).to_have_attribute("aria-current", "true")


def test_a_review_needs_only_the_keyboard(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    page = open_page(create_reviewer(database, team))
    page.goto("/review/")
    expect_open(page, images[0])
    page.keyboard.press("j")
    expect_open(page, images[1])
    page.keyboard.press("k")
    expect_open(page, images[0])
    page.keyboard.press("a")
    expect_open(page, images[1])
    expect(page.locator("[data-live]")).to_contain_text("1 image approved. Next:")
    expect(page.locator("[data-review-focus]")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("[data-reason='1']")).to_be_focused()
    page.keyboard.press("3")
    page.keyboard.press("r")
    expect_open(page, images[2])
    page.keyboard.press("1")
    page.keyboard.press("c")
    expect_open(page, images[3])
    page.keyboard.press("z")
    expect_open(page, images[2])
    assert review_states(database, images) == ["approved", "rejected", "submitted", "submitted"]


def test_reason_and_note_are_cleared_for_the_next_image(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    page = open_page(create_reviewer(database, team))
    page.goto("/review/")
    expect_open(page, images[0])
    page.keyboard.press("2")
    page.get_by_label("Note to the author").fill("The hands are wrong.")
    page.get_by_role("button", name="Reject").click()
    expect_open(page, images[1])
    expect(page.locator("[data-reason]:checked")).to_have_count(0)
    expect(page.get_by_label("Note to the author")).to_have_value("")


def test_a_second_key_press_before_the_response_sends_nothing(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    page, held_routes = open_page(create_reviewer(database, team)), list[Route]()
    page.goto("/review/")
    expect_open(page, images[0])
    page.route("**/decide/**", lambda route: held_routes.append(route))
    approve = page.get_by_role("button", name="Approve")
    approve.click()
    expect(approve).to_be_disabled()
    page.keyboard.press("a")
    page.wait_for_function("() => true")  # a request started by the key has been sent by now
    [only] = held_routes
    only.continue_()
    expect_open(page, images[1])
    expect(approve).to_be_enabled()


def test_a_second_decision_changes_nothing_and_the_author_sees_the_first(
    open_page: OpenPage, database: StudioDatabase, alice: User, team: Team, images: list[int]
) -> None:
    author_page, rita = open_page(alice), open_page(create_reviewer(database, team), locale="en-US")
    ruth = open_page(create_reviewer(database, team), locale="en-US")
    author_page.goto(f"/images/{images[0]}/")
    ruth.route("**/runs/events*", lambda _route: None)  # she gets no live update
    rita.goto(f"/review/?item={images[0]}")
    ruth.goto(f"/review/?item={images[0]}")
    expect(ruth.get_by_text("is looking at this image now.")).to_be_visible()
    rita.keyboard.press("a")
    expect_open(rita, images[1])
    ruth.keyboard.press("2")
    ruth.keyboard.press("r")
    expect(ruth.get_by_role("alert")).to_contain_text("Nothing was changed. Approved")
    expect(author_page.locator("#review .pill")).to_have_text("Approved")
    decisions = ReviewEvent.objects.filter(submission__image=images[0]).values_list("verb", flat=True)
    assert database(lambda: sorted(decisions)) == ["approve", "submit"]


def test_a_decision_updates_the_page_of_another_reviewer(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    rita, ruth = (
        open_page(create_reviewer(database, team)),
        open_page(create_reviewer(database, team), locale="en-US"),
    )
    rita.goto("/review/")
    expect_open(rita, images[0])
    ruth.goto("/review/")
    expect_open(ruth, images[1])
    rita.keyboard.press("a")
    expect_open(rita, images[2])
    expect(ruth.locator(f"#queued-{images[0]}")).to_have_count(0)
    expect(ruth.locator("#review-count")).to_have_text("3")


def test_a_decision_before_the_stream_connects_updates_the_page(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    rita, ruth = open_page(create_reviewer(database, team)), open_page(create_reviewer(database, team))
    held_routes: list[Route] = []
    ruth.route("**/runs/events*", lambda route: held_routes.append(route))
    rita.goto("/review/")
    expect_open(rita, images[0])
    with ruth.expect_request("**/runs/events*"):
        ruth.goto("/review/")
    expect_open(ruth, images[1])
    rita.keyboard.press("a")
    expect_open(rita, images[2])
    held_routes[0].continue_()
    expect(ruth.locator(f"#queued-{images[0]}")).to_have_count(0)


def test_a_late_list_response_does_not_bring_back_the_previous_card(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    page = open_page(create_reviewer(database, team))
    page.goto("/review/")
    expect_open(page, images[0])
    held_routes: list[Route] = []
    page.route("**/review/?*version=*", lambda route: held_routes.append(route))
    with page.expect_request("**/review/?*version=*"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('studio:reviews'))")
    page.keyboard.press("a")
    expect_open(page, images[1])
    page.evaluate(
        "() => { window.responded = new Promise(resolve => addEventListener('htmx:finally:request', resolve)) }"
    )
    held_routes[0].continue_()
    page.evaluate("responded")
    expect(page.locator(f"[id^=decide-{images[1]}-]")).to_be_visible()


def test_a_review_works_by_touch_and_axe_finds_no_violations(
    open_page: OpenPage, database: StudioDatabase, team: Team, images: list[int]
) -> None:
    page = open_page(create_reviewer(database, team), viewport={"width": 390, "height": 844}, has_touch=True)
    for variant in DISPLAY_VARIANTS[0]:
        set_viewport_and_theme(page, *variant)
        page.goto("/review/")
        expect(page.locator(".decide__bar")).to_be_visible()
        assert violations(page) == []
    set_viewport_and_theme(page, 390, "light", "en")
    page.goto("/review/")
    page.get_by_role("button", name="Approve").tap()
    expect_open(page, images[1])
    assert review_states(database, images)[0] == "approved"
