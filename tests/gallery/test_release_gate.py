"""In a team with the release gate images are viewed as usual, but downloaded only as releases."""

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.gallery.curation.sharing import share
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db

REASON = "Images leave Brand Studio only after approval"


@pytest.fixture
def gated_images(alice, team, create_images):
    """Two images of one run in a team with the gate."""
    type(team).objects.filter(pk=team.pk).update(approvals=1, release_gate=True)
    team.refresh_from_db()
    return create_images(alice, 2, team=team)


def test_the_download_is_refused_with_the_reason_even_to_leads(gated_images, team, alice, client_for):
    lena = create_user("Lena")
    Membership.objects.create(user=lena, team=team, role=Role.LEAD)
    for user in (alice, lena):
        response = client_for(user).get(gated_images[0].download_url)
        assert response.status_code == 403
        assert REASON in response.text


def test_the_run_s_zip_is_refused(gated_images, alice, client_for):
    response = client_for(alice).get(reverse("run_zip", args=[gated_images[0].generation_id]))
    assert response.status_code == 403
    assert REASON in response.text


def test_a_selection_with_one_gated_image_is_refused_with_the_reason(
    gated_images, alice, create_images, client_for
):
    mine = create_images(alice)[0]
    response = client_for(alice).post("/images/zip/", {"image": [mine.pk, gated_images[0].pk]}, follow=True)
    assert REASON in response.text


def test_the_zip_of_a_private_run_with_a_shared_image_is_refused(
    gated_images, alice, team, create_images, client_for
):
    mine = create_images(alice, 2)[0]
    share([mine.pk], team, by=alice)
    assert client_for(alice).get(reverse("run_zip", args=[mine.generation_id])).status_code == 403


def test_images_can_still_be_viewed_and_used_as_references(gated_images, alice, client_for):
    client = client_for(alice)
    original = client.get(gated_images[0].original_url)
    assert original.status_code == 200
    assert "Content-Disposition" not in original
    assert client.post(reverse("reference_from_image", args=[gated_images[0].pk])).status_code == 302


def test_disabled_download_buttons_say_why(gated_images, alice, team, client_for):
    client = client_for(alice)
    for page in (gated_images[0].get_absolute_url(), gated_images[0].generation.get_absolute_url()):
        text = client.get(page).text
        assert REASON in text
        assert gated_images[0].download_url not in text
    assert f'data-stays disabled title="{REASON}' in client.get("/gallery/", {"team": team.slug}).text


def test_without_the_gate_and_in_private_downloads_work(gated_images, alice, team, create_images, client_for):
    mine = create_images(alice)[0]
    assert client_for(alice).get(mine.download_url).status_code == 200
    type(team).objects.filter(pk=team.pk).update(release_gate=False)
    assert client_for(alice).get(gated_images[0].download_url).status_code == 200
