"""The gallery shows the review state, filters by it, and decides on many images."""

import pytest
from django.urls import reverse

from studio.generations.models import Image
from tests.fixtures import undo_url_in
from tests.review.factories import approve, create_image, state_of, submit_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(team):
    return f"/gallery/?team={team.slug}"


def test_the_filter_finds_submitted_and_never_submitted_images(alice, team, address, client_for):
    waiting, unsubmitted = create_image(team, by=alice), create_image(team, by=alice)
    submit_image(waiting, by=alice)
    client = client_for(alice)
    assert list(client.get(f"{address}&review=submitted").context["images"]) == [waiting]
    assert list(client.get(f"{address}&review=none").context["images"]) == [unsubmitted]


def test_a_tile_shows_its_review_state(alice, image, address, client_for):
    submit_image(image, by=alice)
    assert 'data-review="submitted"' in client_for(alice).get(address).text


def test_a_reviewer_decides_on_many_images_and_undoes_it(alice, rita, team, address, client_for):
    images = [create_image(team, by=alice) for _ in range(3)]
    for image in images[:2]:
        submit_image(image, by=alice)
    client = client_for(rita)
    form = {"image": [image.pk for image in images], "verb": "approve", "back": address}
    page = client.post(reverse("images_decide"), form, follow=True)
    assert "2 images approved." in page.text
    assert "1 image not changed: Not in review." in page.text
    client.post(undo_url_in(page.text), follow=True)
    assert {state_of(image)[1] for image in images[:2]} == {"submitted"}


def test_a_bulk_rejection_needs_a_reason(alice, rita, image, address, client_for):
    submit_image(image, by=alice)
    form = {"image": image.pk, "verb": "reject", "back": address}
    assert "Select a reason." in client_for(rita).post(reverse("images_decide"), form, follow=True).text
    client_for(rita).post(reverse("images_decide"), {**form, "reason": "brand"})
    assert state_of(image) == ("rejected", "rejected")


def test_only_reviewers_see_the_decision_buttons(alice, rita, image, address, client_for):
    decide = f'formaction="{reverse("images_decide")}"'
    assert decide in client_for(rita).get(address).text
    page = client_for(alice).get(address).text
    assert decide not in page
    assert f'formaction="{reverse("images_submit")}"' in page


def test_a_run_s_menu_submits_all_its_images(alice, team, client_for):
    image = create_image(team, by=alice)
    image.generation.__class__.objects.filter(pk=image.generation_id).update(
        state="completed", finished_at=image.stored_at
    )
    client = client_for(alice)
    page = client.get(image.generation.get_absolute_url()).text
    assert f'<input type="hidden" name="image" value="{image.pk}">' in page
    response = client.post(reverse("images_submit"), {"image": image.pk}, headers={"HX-Request": "true"})
    assert "1 image submitted for review." in response.headers["HX-Trigger"]
    assert Image.objects.get(pk=image.pk).review == "submitted"


@pytest.mark.parametrize(
    ("decide", "reason"),
    [
        (None, "This image is in review. Withdraw it first."),
        (approve, "This image is approved and stays with the team."),
    ],
)
def test_an_image_in_review_or_approved_cannot_be_unshared(alice, rita, team, client_for, decide, reason):
    image = create_image(None, by=alice)
    client = client_for(alice)
    client.post(reverse("images_share"), {"image": image.pk, "team": team.slug})
    submit_image(image, by=alice)
    if decide:
        decide(image, by=rita)
    page = client.post(reverse("images_unshare"), {"image": image.pk}, follow=True)
    assert reason in page.text
    assert Image.objects.get(pk=image.pk).team == team
