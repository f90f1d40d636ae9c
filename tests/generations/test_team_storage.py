"""How much room a team's images take: said near the limit, refused beyond it; what is paid for is kept all the same."""

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
    ask,
    person,
    run_of,
)

pytestmark = pytest.mark.django_db


def fill(team: Team, owner: User, share: float) -> None:
    """Images that take so much of the team's room."""
    run = run_of(owner, team=team)
    Image.objects.filter(generation=run).update(bytes=int(GIGABYTE * share))


@pytest.fixture
def small(team: Team) -> Team:
    """A team with a gigabyte."""
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


def test_there_is_no_limit_unless_one_is_set(alice, team, settings):
    fill(team, alice, 5)
    assert storage_of(team) is None
    settings.TEAM_STORAGE = 6
    assert storage_of(team).used == 5 * GIGABYTE
    team.storage_gb = 0
    assert storage_of(team) is None
    assert storage_of(None) is None


def test_the_studio_and_the_gallery_say_when_there_is_little_left(alice, small, browser_of):
    alice.workspace = small
    alice.save()
    client = browser_of(alice)
    fill(small, alice, 0.5)
    assert "team has used" not in client.get("/").text
    assert '<meter id="room"' in client.get(f"/gallery/?team={small.slug}").text
    fill(small, alice, 0.45)
    assert "of 1.0\xa0GB of its storage." in client.get("/").text


def test_a_full_team_takes_no_new_run_and_nothing_typed_is_lost(alice, small, browser_of):
    fill(small, alice, 1)
    before = Generation.objects.count()
    answer = browser_of(alice).post("/runs/", form(small))
    assert answer.status_code == 422
    assert "The team&#x27;s storage is full: 1.0\xa0GB of 1.0\xa0GB." in answer.text
    assert "Nothing was sent." in answer.text
    assert "A red vase" in answer.text
    assert Generation.objects.count() == before
    with pytest.raises(Forbidden, match="storage is full"):
        start_run(ask(), by=alice, submission=uuid.uuid4(), team=small)


def test_one_may_still_work_privately(alice, small, browser_of):
    fill(small, alice, 1)
    assert browser_of(alice).post("/runs/", form(None)).status_code in (200, 302)
    assert Generation.objects.filter(team=None).count() == 1


def test_what_was_accepted_is_kept_however_full_it_is(alice, small):
    run = run_of(alice, team=small)
    fill(small, alice, 2)
    transitions.claim(run.pk)
    event = ImageSucceeded(index=0, url="https://results.example/a", size=Size(2048, 2048))
    slot = transitions.image_made(run.pk, event)
    assert image_transitions.fetched(
        slot, file="a.jpg", thumbnail="a.webp", bytes=10, sha256="0" * 64, width=2048, height=2048
    )


def test_an_administrator_gives_room_and_nobody_else(alice, bob, team, browser_of):
    Membership.objects.filter(user=alice).update(role=Role.LEAD)
    root = person("Root")
    User.objects.filter(pk=root.pk).update(is_superuser=True)
    page = f"/teams/{team.slug}/settings/"
    body = {"name": team.name, "watermark_default": "on", "storage_gb": "20"}
    assert "storage_gb" not in browser_of(alice).get(team.get_absolute_url()).text
    for one in (alice, bob):
        assert browser_of(one).post(page, body).status_code == 403
    assert "storage_gb" in browser_of(root).get(team.get_absolute_url()).text
    assert browser_of(root).post(page, body).status_code == 302
    team.refresh_from_db()
    assert team.storage_gb == 20
    body["storage_gb"] = ""
    browser_of(root).post(page, body)
    team.refresh_from_db()
    assert team.storage_gb is None
    body["storage_gb"] = "-1"
    assert browser_of(root).post(page, body).status_code == 422
