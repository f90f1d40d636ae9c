"""A team's storage limit: a warning near it, no new runs beyond it; paid images are stored all the same."""

import uuid

import pytest

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.permissions import Forbidden
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation, Image
from studio.generations.runs.quota import GIGABYTE, storage_of
from studio.generations.runs.submit import start_run
from studio.provider.sizes import Size
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import (
    create_run,
    create_user,
    generation_params,
)

pytestmark = pytest.mark.django_db


def use_storage(team: Team, owner: User, gigabytes: float) -> None:
    """Adds images of this size to the team's storage."""
    run = create_run(owner, team=team)
    Image.objects.filter(generation=run).update(bytes=int(GIGABYTE * gigabytes))


@pytest.fixture
def limited_team(team: Team) -> Team:
    """A team with a storage limit of one gigabyte."""
    team.storage_gb = 1
    team.save()
    return team


def form(team: Team | None, **more: object) -> dict[str, object]:
    body = {
        "submission": str(uuid.uuid4()),
        "prompt": "A red vase",
        "size_mode": "ratio",
        "size": "2048x2048",
    }
    return {**body, "group": "disabled", "workspace": team.slug if team else "", **more}


def test_without_a_setting_there_is_no_limit(alice, team, settings):
    use_storage(team, alice, 5)
    assert storage_of(team) is None
    settings.TEAM_STORAGE = 6
    assert storage_of(team).used == 5 * GIGABYTE
    team.storage_gb = 0
    assert storage_of(team) is None
    assert storage_of(None) is None


def test_the_studio_and_the_gallery_show_when_storage_runs_low(alice, limited_team, client_for):
    alice.workspace = limited_team
    alice.save()
    client = client_for(alice)
    use_storage(limited_team, alice, 0.5)
    assert "team has used" not in client.get("/").text
    assert '<meter id="room"' in client.get(f"/gallery/?team={limited_team.slug}").text
    use_storage(limited_team, alice, 0.45)
    assert "of 1.0\xa0GB of its storage." in client.get("/").text


def test_a_full_team_accepts_no_new_run_and_the_input_is_kept(alice, limited_team, client_for):
    use_storage(limited_team, alice, 1)
    before = Generation.objects.count()
    response = client_for(alice).post("/runs/", form(limited_team))
    assert response.status_code == 422
    assert "The team&#x27;s storage is full: 1.0\xa0GB of 1.0\xa0GB." in response.text
    assert "Nothing was sent." in response.text
    assert "A red vase" in response.text
    assert Generation.objects.count() == before
    with pytest.raises(Forbidden, match="storage is full"):
        start_run(generation_params(), by=alice, submission=uuid.uuid4(), team=limited_team)


def test_private_runs_are_still_accepted(alice, limited_team, client_for):
    use_storage(limited_team, alice, 1)
    assert client_for(alice).post("/runs/", form(None)).status_code in (200, 302)
    assert Generation.objects.filter(team=None).count() == 1


def test_images_of_accepted_runs_are_stored_beyond_the_limit(alice, limited_team):
    run = create_run(alice, team=limited_team)
    use_storage(limited_team, alice, 2)
    transitions.claim(run.pk)
    event = ImageSucceeded(index=0, url="https://results.example/a", size=Size(2048, 2048))
    slot = transitions.image_made(run.pk, event)
    assert image_transitions.fetched(
        slot, file="a.jpg", thumbnail="a.webp", bytes=10, sha256="0" * 64, width=2048, height=2048
    )


def test_only_an_administrator_changes_the_limit(alice, bob, team, client_for):
    Membership.objects.filter(user=alice).update(role=Role.LEAD)
    root = create_user("Root")
    User.objects.filter(pk=root.pk).update(is_superuser=True)
    page = f"/teams/{team.slug}/settings/"
    body = {"name": team.name, "watermark_default": "on", "storage_gb": "20"}
    assert "storage_gb" not in client_for(alice).get(team.get_absolute_url()).text
    for user in (alice, bob):
        assert client_for(user).post(page, body).status_code == 403
    assert "storage_gb" in client_for(root).get(team.get_absolute_url()).text
    assert client_for(root).post(page, body).status_code == 302
    team.refresh_from_db()
    assert team.storage_gb == 20
    body["storage_gb"] = ""
    client_for(root).post(page, body)
    team.refresh_from_db()
    assert team.storage_gb is None
    body["storage_gb"] = "-1"
    assert client_for(root).post(page, body).status_code == 422
