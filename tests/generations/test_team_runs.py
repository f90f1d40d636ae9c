"""A team's runs: who sees them, who can act on them, and who is notified."""

import re

import pytest
from django.urls import reverse

from studio.accounts import notifications
from studio.accounts.models import Membership, Notification, NotificationKind, Role, Team
from studio.accounts.teams import actions, members
from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.views.run_list import PAGE
from studio.provider.stream.events import ImageFailed
from tests.accounts.factories import (
    administrator,
    auditor,
)
from tests.fixtures import create_run, normalize_page

pytestmark = pytest.mark.django_db

ONLY_A_LEAD = "This belongs to someone else. Only a team lead can do this."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def run(alice, team) -> Generation:
    """Alice's queued run of two images."""
    return create_run(alice, team=team, prompt="A poster", max_images=2)


@pytest.fixture
def partly_failed(run) -> Generation:
    """The same run in progress, with its second image failed."""
    transitions.claim(run.pk)
    transitions.image_failed(run.pk, ImageFailed(index=1, code="InternalServiceError", message=""))
    return Generation.objects.get(pk=run.pk)


@pytest.fixture
def failed(partly_failed) -> Generation:
    """The same run, failed with all its images."""
    transitions.image_failed(partly_failed.pk, ImageFailed(index=0, code="InternalServiceError", message=""))
    transitions.ended(partly_failed.pk, completed=True)
    return Generation.objects.get(pk=partly_failed.pk)


def team_page(client, team: Team):
    return client.get(reverse("studio"), {"of": team.slug})


def button(page: str, label: str) -> str:
    """The tag of the button on a run's card with this text or label."""
    card = page[page.index('<article class="run"') :]
    found = re.search(rf"(<button(?=[^>]*{label}|[^>]*>(?:(?!</button>).)*{label})[^>]*>)", card, re.DOTALL)
    assert found, f"no button “{label}”"
    return found[1]


def is_refused(tag: str) -> bool:
    assert ("disabled" in tag) == (ONLY_A_LEAD in tag)
    return "disabled" in tag


def test_members_see_the_runs_of_the_team_with_their_authors(bob, team, run, client_for):
    page = team_page(client_for(bob), team).text
    assert "A poster" in page
    assert '<span class="by">' in page
    assert "<span>Alice</span>" in page
    assert "In Brand Studio" in page


def test_own_runs_are_listed_without_an_author(alice, team, run, client_for):
    page = team_page(client_for(alice), team).text
    assert "A poster" in page
    assert 'class="by"' not in page


def test_my_runs_lists_only_own_runs(bob, team, run, client_for):
    assert "A poster" not in client_for(bob).get(reverse("studio")).text


def test_private_runs_are_never_shown(alice, bob, team, lead, run, client_for):
    create_run(alice, prompt="a secret")
    create_run(bob, prompt="his secret")
    for user in (alice, bob, lead, auditor(), administrator()):
        page = team_page(client_for(user), team).text
        assert "A poster" in page
        assert "secret" not in page


def test_runs_of_another_team_are_not_shown(alice, team, run, client_for):
    other = Team.objects.create(name="Posters", slug="posters")
    Membership.objects.create(user=alice, team=other, role=Role.DESIGNER)
    create_run(alice, team=other, prompt="for the others")
    assert "for the others" not in team_page(client_for(alice), team).text


def test_another_team_looks_like_a_missing_one(charlie, team, run, client_for):
    client = client_for(charlie)
    for route in ("studio", "runs"):
        paths = [f"{reverse(route)}?of={slug}" for slug in (team.slug, "no-such-team")]
        responses = [client.get(path) for path in paths]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, paths[0]) == normalize_page(responses[1].text, paths[1])


def test_a_former_member_no_longer_sees_the_runs(bob, team, run, client_for):
    client = client_for(bob)
    members.remove(Membership.objects.get(user=bob), by=bob)
    assert team_page(client, team).status_code == 404


def test_the_runs_of_a_team_are_paginated(alice, bob, team, client_for):
    runs = [create_run(alice, team=team, prompt=f"number {n:02}") for n in range(PAGE + 2)]
    create_run(alice, prompt="a secret")
    client = client_for(bob)
    first = team_page(client, team)
    older = first.context["older_url"]
    assert f"of={team.slug}" in older
    for response in (client.get(older), client.get(older, headers=HTMX)):
        assert [one.pk for one in response.context["runs"]] == [runs[1].pk, runs[0].pk]
        assert "secret" not in response.text


def test_a_designer_sees_why_they_cannot_cancel_anothers_queued_run(bob, team, run, client_for):
    assert is_refused(button(team_page(client_for(bob), team).text, "Cancel"))


def test_a_designer_cannot_cancel_anothers_open_run_or_retry_its_image(bob, team, partly_failed, client_for):
    page = team_page(client_for(bob), team).text
    assert is_refused(button(page, "Cancel"))
    assert is_refused(button(page, "Retry image 2"))


def test_a_designer_cannot_rerun_anothers_failed_run(bob, team, failed, client_for):
    assert is_refused(button(team_page(client_for(bob), team).text, "Run again, run "))


def test_a_designer_cannot_rerun_anothers_unknown_run(bob, team, run, client_for):
    transitions.claim(run.pk)
    transitions.unknown(run.pk, code="interrupted", message="")
    assert is_refused(button(team_page(client_for(bob), team).text, "Run again"))


def test_the_owner_leads_and_administrators_have_the_buttons(alice, team, lead, partly_failed, client_for):
    people = (alice, lead, administrator())
    for user in people:
        page = team_page(client_for(user), team).text
        assert not is_refused(button(page, "Cancel"))
        assert not is_refused(button(page, "Retry image 2"))
    transitions.unknown(partly_failed.pk, code="interrupted", message="")
    for user in people:
        assert not is_refused(button(team_page(client_for(user), team).text, "Run again"))


def test_a_direct_request_of_a_designer_is_403(bob, run, failed, client_for):
    client, slot = client_for(bob), failed.images.first()
    for route, pk in (("run_cancel", run.pk), ("run_rerun", run.pk), ("slot_retry", slot.pk)):
        response = client.post(reverse(route, args=[pk]), headers=HTMX)
        assert response.status_code == 403
    assert Generation.objects.count() == 1


def test_a_stranger_gets_404_for_a_run(charlie, failed, client_for):
    client, slot = client_for(charlie), failed.images.first()
    for route, pk in (("run_cancel", failed.pk), ("run_rerun", failed.pk), ("slot_retry", slot.pk)):
        paths = [reverse(route, args=[one]) for one in (pk, 10**9)]
        responses = [client.post(path) for path in paths]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, paths[0]) == normalize_page(responses[1].text, paths[1])
    assert Generation.objects.count() == 1


def test_a_lead_cancels_and_the_owner_is_notified(alice, lead, run, client_for):
    assert client_for(lead).post(reverse("run_cancel", args=[run.pk]), headers=HTMX).status_code == 200
    run.refresh_from_db()
    assert (run.state, run.cancel_requested_by) == ("cancelled", lead)
    notification = alice.notifications.get()
    assert (notification.kind, notification.object_id, notification.actor, notification.text) == (
        NotificationKind.RUN,
        run.pk,
        lead,
        "A poster",
    )
    page = client_for(alice).get(reverse("notifications")).text
    assert "A poster" in page
    assert f"</b> cancelled your run <b>{run.pk}<" in page


def test_cancelling_an_own_run_sends_no_notification(alice, run, client_for):
    client_for(alice).post(reverse("run_cancel", args=[run.pk]))
    assert not Notification.objects.exists()


def test_only_the_owner_is_notified_of_the_end(alice, bob, lead, failed):
    assert notifications.unread_count(alice) == 1
    assert {notification.person for notification in Notification.objects.all()} == {alice}


def test_a_rerun_by_a_lead_belongs_to_the_lead_and_the_team(team, lead, failed, client_for):
    client_for(lead).post(reverse("run_rerun", args=[failed.pk]), headers=HTMX)
    rerun = failed.retries.get()
    assert (rerun.owner, rerun.team) == (lead, team)
    assert set(rerun.images.values_list("team", flat=True)) == {team.pk}


def test_runs_of_an_archived_team_are_read_only(bob, team, lead, run, client_for):
    actions.archive(team, by=lead)
    assert "A poster" in team_page(client_for(bob), team).text
    assert client_for(lead).post(reverse("run_cancel", args=[run.pk])).status_code == 403
    run.refresh_from_db()
    assert run.state == "queued"
