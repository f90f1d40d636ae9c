"""GET /review/ and its decisions: the queue, the open image, and races between reviewers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team
from studio.review.models import Submission
from studio.review.workflow.submitting import submit
from tests.fixtures import undo_url_in
from tests.review.factories import approve, create_image, queryset_of, reject, state_of, submit_image

pytestmark = pytest.mark.django_db

REVIEW = "/review/"


@pytest.fixture
def queue(alice, team):
    """Three images of Alice's, the first waiting longest."""
    images = [create_image(team, by=alice, prompt=f"Vase number {n}") for n in range(3)]
    for image in images:
        submit_image(image, by=alice)
    return images


def post(client, image, verb, *, htmx=False, **more):
    version = Submission.objects.get(image=image).version
    headers = {"HX-Request": "true"} if htmx else {}
    body = {"verb": verb, "version": version, **more}
    return client.post(reverse("review_decide", args=[image.pk]), body, headers=headers)


def open_image(page):
    """The image that the page has open."""
    return page.context["opened"].image


def test_the_longest_waiting_image_is_open(rita, queue, client_for):
    page = client_for(rita).get(REVIEW)
    assert open_image(page) == queue[0]
    assert page.text.count("data-queued") == 3


def test_a_flagged_image_comes_first(rita, queue, client_for):
    Submission.objects.filter(image=queue[2]).update(is_flagged=True)
    assert open_image(client_for(rita).get(REVIEW)) == queue[2]


def test_after_a_decision_the_next_image_is_open_and_announced(rita, queue, client_for):
    page = post(client_for(rita), queue[0], "approve", htmx=True)
    assert open_image(page) == queue[1]
    assert "1 image approved. Next: Vase number 1, by Alice." in page.text
    assert state_of(queue[0])[0] == "approved"


def test_without_javascript_a_decision_redirects_to_the_next_image(rita, queue, client_for):
    page = post(client_for(rita), queue[0], "approve")
    assert page.url == f"{REVIEW}?item={queue[1].pk}"


def test_a_rejection_needs_a_reason_and_keeps_the_note(rita, queue, client_for):
    page = post(client_for(rita), queue[0], "reject", htmx=True, note="The T is upside down")
    assert page.status_code == 422
    assert "Select a reason." in page.text
    assert "The T is upside down" in page.text
    assert state_of(queue[0])[0] == "submitted"


def test_the_reason_other_needs_a_note(rita, queue, client_for):
    page = post(client_for(rita), queue[0], "reject", htmx=True, reason="other")
    assert page.status_code == 422
    assert "Say in the note what the reason is." in page.text


def test_the_slower_of_two_reviewers_gets_the_updated_card(rita, ruth, queue, client_for):
    client = client_for(ruth)
    version = Submission.objects.get(image=queue[0]).version
    reject(queue[0], by=rita)
    body = {"verb": "approve", "version": version, "note": "Lovely"}
    page = client.post(reverse("review_decide", args=[queue[0].pk]), body, headers={"HX-Request": "true"})
    assert page.status_code == 409
    assert "Nothing was changed. Rejected: changed by Rita" in page.text
    assert state_of(queue[0])[0] == "rejected"


def test_a_decision_is_undone_from_its_message(rita, queue, client_for):
    client = client_for(rita)
    page = client.get(post(client, queue[0], "approve").url)
    page = client.post(undo_url_in(page.text), follow=True)
    assert open_image(page) == queue[0]
    assert state_of(queue[0])[0] == "submitted"


def test_two_reviewers_are_sent_to_different_images(rita, ruth, queue, client_for):
    assert open_image(client_for(rita).get(REVIEW)) == queue[0]
    page = client_for(ruth).get(REVIEW)
    assert open_image(page) == queue[1]
    assert "Rita is looking" in page.text


def test_an_image_that_another_reviewer_has_open_can_still_be_opened(rita, ruth, queue, client_for):
    client_for(rita).get(REVIEW)
    page = client_for(ruth).get(REVIEW, {"item": queue[0].pk})
    assert "Rita is looking at this image now." in page.text


def test_an_expired_claim_does_not_keep_other_reviewers_away(rita, ruth, queue, client_for):
    client_for(rita).get(REVIEW)
    Submission.objects.update(claimed_at=timezone.now() - timezone.timedelta(minutes=5))
    assert open_image(client_for(ruth).get(REVIEW)) == queue[0]


def test_my_own_work_is_not_in_my_queue(rita, team, client_for):
    submit_image(create_image(team, by=rita), by=rita)
    assert client_for(rita).get(REVIEW).context["opened"] is None


def test_the_queue_is_filtered_by_query_parameters(alice, bob, rita, queue, team, client_for):
    submit_image(create_image(team, by=bob), by=bob)
    client = client_for(rita)
    assert len(client.get(REVIEW, {"author": bob.pk}).context["rows"]) == 1
    assert len(client.get(REVIEW, {"age": "hour"}).context["rows"]) == 0
    assert len(client.get(REVIEW, {"team": team.slug}).context["rows"]) == 4
    approve(queue[0], by=rita)
    assert [row.image for row in client.get(REVIEW, {"tab": "approved"}).context["rows"]] == [queue[0]]


def test_a_foreign_team_filter_is_ignored_and_its_images_are_not_found(alice, rita, queue, client_for):
    other = Team.objects.create(name="Other", slug="other", approvals=1)
    Membership.objects.create(team=other, user=alice, role=Role.DESIGNER)
    foreign = create_image(other, by=alice)
    submit_image(foreign, by=alice)
    client = client_for(rita)
    assert len(client.get(REVIEW, {"team": "other"}).context["rows"]) == 3
    assert client.get(REVIEW, {"item": foreign.pk}).status_code == 404
    assert client.post(reverse("review_decide", args=[foreign.pk]), {"verb": "approve"}).status_code == 404


def test_an_author_has_no_queue(alice, queue, client_for):
    assert client_for(alice).get(REVIEW).status_code == 404
    assert "/review/" not in client_for(alice).get("/gallery/").text


def test_the_navigation_counts_waiting_images(rita, queue, client_for):
    assert '<span class="badge" id="review-count">3</span>' in client_for(rita).get("/gallery/").text


def test_the_navigation_counts_the_whole_queue_whatever_the_filters_are(alice, bob, rita, queue, client_for):
    page = client_for(rita).get(REVIEW, {"author": bob.pk})
    assert page.context["rows"] == []
    assert '<span class="badge" id="review-count">3</span>' in page.text


def test_the_card_shows_what_changed(alice, rita, queue, team, client_for):
    reject(queue[0], by=rita)
    better = create_image(team, by=alice, prompt="Vase number zero", size="2560x1440")
    submit(queryset_of(better), by=alice, replaces=queue[0].pk)
    page = client_for(rita).get(REVIEW, {"item": better.pk}).text
    assert "Vase number <del>0</del><ins>zero</ins>" in page
    assert "<del>2048×2048</del>" in page or "<del>1:1, 2048×2048</del>" in page


def test_internal_notes_are_visible_only_to_reviewers(alice, rita, queue, client_for):
    reject(queue[0], by=rita, internal_note="Third time")
    assert "Third time" in client_for(rita).get(REVIEW, {"item": queue[0].pk}).text
    assert "Third time" not in client_for(alice).get(queue[0].get_absolute_url()).text


def test_a_page_takes_few_queries_however_long_the_queue(
    rita, queue, client_for, django_assert_max_num_queries
):
    client = client_for(rita)
    client.get(REVIEW)
    with django_assert_max_num_queries(12):
        client.get(REVIEW)
