"""GET /review/ and the decisions on it: one queue, one image, one answer for each race."""

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team
from studio.review.models import Submission
from studio.review.workflow.submitting import submit
from tests.fixtures import undo_in
from tests.review.factories import approve, image_in, reject, rows, state, submitted

pytestmark = pytest.mark.django_db

REVIEW = "/review/"


@pytest.fixture
def queue(alice, team):
    """Three images of Alice's, the first waiting longest."""
    images = [image_in(team, by=alice, prompt=f"Vase number {n}") for n in range(3)]
    for one in images:
        submitted(one, by=alice)
    return images


def post(client, image, verb, *, htmx=False, **more):
    version = Submission.objects.get(image=image).version
    headers = {"HX-Request": "true"} if htmx else {}
    body = {"verb": verb, "version": version, **more}
    return client.post(reverse("review_decide", args=[image.pk]), body, headers=headers)


def opened(page):
    """The image that is open."""
    return page.context["opened"].image


def test_the_longest_waiting_image_is_open(rita, queue, browser_of):
    page = browser_of(rita).get(REVIEW)
    assert opened(page) == queue[0]
    assert page.text.count("data-queued") == 3


def test_a_flagged_image_comes_first(rita, queue, browser_of):
    Submission.objects.filter(image=queue[2]).update(is_flagged=True)
    assert opened(browser_of(rita).get(REVIEW)) == queue[2]


def test_after_a_decision_the_next_is_open_and_said(rita, queue, browser_of):
    page = post(browser_of(rita), queue[0], "approve", htmx=True)
    assert opened(page) == queue[1]
    assert "1 image approved. Next: Vase number 1, by Alice." in page.text
    assert state(queue[0])[0] == "approved"


def test_without_javascript_a_decision_leads_to_the_next(rita, queue, browser_of):
    page = post(browser_of(rita), queue[0], "approve")
    assert page.url == f"{REVIEW}?item={queue[1].pk}"


def test_a_rejection_needs_a_reason_and_keeps_what_was_typed(rita, queue, browser_of):
    page = post(browser_of(rita), queue[0], "reject", htmx=True, note="The T is upside down")
    assert page.status_code == 422
    assert "Select a reason." in page.text
    assert "The T is upside down" in page.text
    assert state(queue[0])[0] == "submitted"


def test_other_reasons_are_shown_in_the_note(rita, queue, browser_of):
    page = post(browser_of(rita), queue[0], "reject", htmx=True, reason="other")
    assert page.status_code == 422
    assert "Say in the note what the reason is." in page.text


def test_the_slower_of_two_reviewers_gets_the_fresh_card(rita, ruth, queue, browser_of):
    client = browser_of(ruth)
    version = Submission.objects.get(image=queue[0]).version
    reject(queue[0], by=rita)
    body = {"verb": "approve", "version": version, "note": "Lovely"}
    page = client.post(reverse("review_decide", args=[queue[0].pk]), body, headers={"HX-Request": "true"})
    assert page.status_code == 409
    assert "Nothing was changed. Rejected: changed by Rita" in page.text
    assert state(queue[0])[0] == "rejected"


def test_a_decision_is_undone_from_its_message(rita, queue, browser_of):
    client = browser_of(rita)
    page = client.get(post(client, queue[0], "approve").url)
    page = client.post(undo_in(page.text), follow=True)
    assert opened(page) == queue[0]
    assert state(queue[0])[0] == "submitted"


def test_two_reviewers_are_sent_to_different_images(rita, ruth, queue, browser_of):
    assert opened(browser_of(rita).get(REVIEW)) == queue[0]
    page = browser_of(ruth).get(REVIEW)
    assert opened(page) == queue[1]
    assert "Rita is looking" in page.text


def test_an_image_that_is_looked_at_can_be_opened_all_the_same(rita, ruth, queue, browser_of):
    browser_of(rita).get(REVIEW)
    page = browser_of(ruth).get(REVIEW, {"item": queue[0].pk})
    assert "Rita is looking at this image now." in page.text


def test_a_look_that_is_long_ago_keeps_nobody_away(rita, ruth, queue, browser_of):
    browser_of(rita).get(REVIEW)
    Submission.objects.update(claimed_at=timezone.now() - timezone.timedelta(minutes=5))
    assert opened(browser_of(ruth).get(REVIEW)) == queue[0]


def test_ones_own_work_is_not_in_the_queue(rita, team, browser_of):
    submitted(image_in(team, by=rita), by=rita)
    assert browser_of(rita).get(REVIEW).context["opened"] is None


def test_the_filters_stand_in_the_address(alice, bob, rita, queue, team, browser_of):
    submitted(image_in(team, by=bob), by=bob)
    client = browser_of(rita)
    assert len(client.get(REVIEW, {"author": bob.pk}).context["rows"]) == 1
    assert len(client.get(REVIEW, {"age": "hour"}).context["rows"]) == 0
    assert len(client.get(REVIEW, {"team": team.slug}).context["rows"]) == 4
    approve(queue[0], by=rita)
    assert [row.image for row in client.get(REVIEW, {"tab": "approved"}).context["rows"]] == [queue[0]]


def test_a_foreign_team_s_queue_is_empty_and_its_images_are_missing(alice, rita, queue, browser_of):
    other = Team.objects.create(name="Other", slug="other", approvals=1)
    Membership.objects.create(team=other, user=alice, role=Role.DESIGNER)
    foreign = image_in(other, by=alice)
    submitted(foreign, by=alice)
    client = browser_of(rita)
    assert len(client.get(REVIEW, {"team": "other"}).context["rows"]) == 3
    assert client.get(REVIEW, {"item": foreign.pk}).status_code == 404
    assert client.post(reverse("review_decide", args=[foreign.pk]), {"verb": "approve"}).status_code == 404


def test_an_author_has_no_queue(alice, queue, browser_of):
    assert browser_of(alice).get(REVIEW).status_code == 404
    assert "/review/" not in browser_of(alice).get("/gallery/").text


def test_the_navigation_counts_what_waits(rita, queue, browser_of):
    assert '<span class="badge" id="review-count">3</span>' in browser_of(rita).get("/gallery/").text


def test_the_navigation_counts_the_whole_queue_whatever_the_filters_are(alice, bob, rita, queue, browser_of):
    page = browser_of(rita).get(REVIEW, {"author": bob.pk})
    assert page.context["rows"] == []
    assert '<span class="badge" id="review-count">3</span>' in page.text


def test_the_card_shows_what_changed(alice, rita, queue, team, browser_of):
    reject(queue[0], by=rita)
    better = image_in(team, by=alice, prompt="Vase number zero", size="2560x1440")
    submit(rows(better), by=alice, replaces=queue[0].pk)
    page = browser_of(rita).get(REVIEW, {"item": better.pk}).text
    assert "Vase number <del>0</del><ins>zero</ins>" in page
    assert "<del>2048×2048</del>" in page or "<del>1:1, 2048×2048</del>" in page


def test_notes_among_reviewers_stay_among_them(alice, rita, queue, browser_of):
    reject(queue[0], by=rita, internal_note="Third time")
    assert "Third time" in browser_of(rita).get(REVIEW, {"item": queue[0].pk}).text
    assert "Third time" not in browser_of(alice).get(queue[0].get_absolute_url()).text


def test_a_page_takes_few_queries_however_long_the_queue(
    rita, queue, browser_of, django_assert_max_num_queries
):
    client = browser_of(rita)
    client.get(REVIEW)
    with django_assert_max_num_queries(12):
        client.get(REVIEW)
