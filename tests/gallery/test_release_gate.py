"""In a team with the release gate images are seen as ever, and taken away by a release alone."""

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.gallery.curation.sharing import share
from tests.fixtures import person

pytestmark = pytest.mark.django_db

REASON = "Images leave Brand Studio only after approval"


@pytest.fixture
def gated(alice, team, stored):
    """Two images of one run in a team with the gate."""
    type(team).objects.filter(pk=team.pk).update(approvals=1, release_gate=True)
    team.refresh_from_db()
    return stored(alice, 2, team=team)


def test_the_download_is_refused_with_the_reason_to_leads_too(gated, team, alice, browser_of):
    lena = person("Lena")
    Membership.objects.create(user=lena, team=team, role=Role.LEAD)
    for somebody in (alice, lena):
        answer = browser_of(somebody).get(gated[0].download_url)
        assert answer.status_code == 403
        assert REASON in answer.text


def test_the_run_s_zip_is_refused(gated, alice, browser_of):
    answer = browser_of(alice).get(reverse("run_zip", args=[gated[0].generation_id]))
    assert answer.status_code == 403
    assert REASON in answer.text


def test_a_selection_with_one_gated_image_is_refused_with_the_reason(gated, alice, stored, browser_of):
    mine = stored(alice)[0]
    answer = browser_of(alice).post("/images/zip/", {"image": [mine.pk, gated[0].pk]}, follow=True)
    assert REASON in answer.text


def test_an_image_that_was_shared_into_the_team_leaves_no_private_zip(gated, alice, team, stored, browser_of):
    mine = stored(alice, 2)[0]
    share([mine.pk], team, by=alice)
    assert browser_of(alice).get(reverse("run_zip", args=[mine.generation_id])).status_code == 403


def test_images_are_seen_and_used_as_references_as_ever(gated, alice, browser_of):
    client = browser_of(alice)
    original = client.get(gated[0].original_url)
    assert original.status_code == 200
    assert "Content-Disposition" not in original
    assert client.post(reverse("reference_from_image", args=[gated[0].pk])).status_code == 302


def test_the_buttons_say_why(gated, alice, team, browser_of):
    client = browser_of(alice)
    for page in (gated[0].get_absolute_url(), gated[0].generation.get_absolute_url()):
        text = client.get(page).text
        assert REASON in text
        assert gated[0].download_url not in text
    assert f'data-stays disabled title="{REASON}' in client.get("/gallery/", {"team": team.slug}).text


def test_without_the_gate_and_in_private_everything_leaves_as_ever(gated, alice, team, stored, browser_of):
    mine = stored(alice)[0]
    assert browser_of(alice).get(mine.download_url).status_code == 200
    type(team).objects.filter(pk=team.pk).update(release_gate=False)
    assert browser_of(alice).get(gated[0].download_url).status_code == 200
