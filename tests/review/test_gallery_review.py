"""The gallery shows and filters by review, and decides on many images."""

import pytest
from django.urls import reverse

from studio.generations.models import Image
from tests.fixtures import undo_in
from tests.review.factories import approve, image_in, state, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(team):
    return f"/gallery/?team={team.slug}"


def test_the_filter_finds_what_waits_and_what_was_never_submitted(alice, team, address, browser_of):
    waiting, fresh = image_in(team, by=alice), image_in(team, by=alice)
    submitted(waiting, by=alice)
    client = browser_of(alice)
    assert list(client.get(f"{address}&review=submitted").context["images"]) == [waiting]
    assert list(client.get(f"{address}&review=none").context["images"]) == [fresh]


def test_a_tile_says_how_its_review_stands(alice, image, address, browser_of):
    submitted(image, by=alice)
    assert 'data-review="submitted"' in browser_of(alice).get(address).text


def test_a_reviewer_decides_on_many_and_undoes_it(alice, rita, team, address, browser_of):
    images = [image_in(team, by=alice) for _ in range(3)]
    for one in images[:2]:
        submitted(one, by=alice)
    client = browser_of(rita)
    form = {"image": [one.pk for one in images], "verb": "approve", "back": address}
    page = client.post(reverse("images_decide"), form, follow=True)
    assert "2 images approved." in page.text
    assert "1 image not changed: Not in review." in page.text
    client.post(undo_in(page.text), follow=True)
    assert {state(one)[1] for one in images[:2]} == {"submitted"}


def test_many_are_rejected_with_a_reason_alone(alice, rita, image, address, browser_of):
    submitted(image, by=alice)
    form = {"image": image.pk, "verb": "reject", "back": address}
    assert "Select a reason." in browser_of(rita).post(reverse("images_decide"), form, follow=True).text
    browser_of(rita).post(reverse("images_decide"), {**form, "reason": "brand"})
    assert state(image) == ("rejected", "rejected")


def test_only_reviewers_see_the_buttons_that_decide(alice, rita, image, address, browser_of):
    decide = f'formaction="{reverse("images_decide")}"'
    assert decide in browser_of(rita).get(address).text
    page = browser_of(alice).get(address).text
    assert decide not in page
    assert f'formaction="{reverse("images_submit")}"' in page


def test_a_run_s_menu_submits_all_its_images(alice, team, browser_of):
    image = image_in(team, by=alice)
    image.generation.__class__.objects.filter(pk=image.generation_id).update(
        state="completed", finished_at=image.stored_at
    )
    client = browser_of(alice)
    page = client.get(image.generation.get_absolute_url()).text
    assert f'<input type="hidden" name="image" value="{image.pk}">' in page
    answer = client.post(reverse("images_submit"), {"image": image.pk}, headers={"HX-Request": "true"})
    assert "1 image submitted for review." in answer.headers["HX-Trigger"]
    assert Image.objects.get(pk=image.pk).review == "submitted"


@pytest.mark.parametrize(
    ("decide", "reason"),
    [
        (None, "This image is in review. Withdraw it first."),
        (approve, "This image is approved and stays with the team."),
    ],
)
def test_what_a_team_reviews_or_has_approved_is_not_unshared(alice, rita, team, browser_of, decide, reason):
    image = image_in(None, by=alice)
    client = browser_of(alice)
    client.post(reverse("images_share"), {"image": image.pk, "team": team.slug})
    submitted(image, by=alice)
    if decide:
        decide(image, by=rita)
    page = client.post(reverse("images_unshare"), {"image": image.pk}, follow=True)
    assert reason in page.text
    assert Image.objects.get(pk=image.pk).team == team
