"""A team's runs: who sees them, who leads them, and who is told."""

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
from tests.fixtures import run_of, same

pytestmark = pytest.mark.django_db

ONLY_A_LEAD = "This belongs to someone else. Only a team lead can do this."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def run(alice, team) -> Generation:
    """Alice's, of two images, waiting."""
    return run_of(alice, team=team, prompt="A poster", max_images=2)


@pytest.fixture
def half(run) -> Generation:
    """It goes on, and its second image has failed."""
    transitions.claim(run.pk)
    transitions.image_failed(run.pk, ImageFailed(index=1, code="InternalServiceError", message=""))
    return Generation.objects.get(pk=run.pk)


@pytest.fixture
def failed(half) -> Generation:
    """It has failed as a whole."""
    transitions.image_failed(half.pk, ImageFailed(index=0, code="InternalServiceError", message=""))
    transitions.ended(half.pk, completed=True)
    return Generation.objects.get(pk=half.pk)


def page_of(client, team: Team):
    return client.get(reverse("studio"), {"of": team.slug})


def button(page: str, words: str) -> str:
    """The tag of the button on a run's card that says or is labelled so."""
    card = page[page.index('<article class="run"') :]
    found = re.search(rf"(<button(?=[^>]*{words}|[^>]*>(?:(?!</button>).)*{words})[^>]*>)", card, re.DOTALL)
    assert found, f"no button “{words}”"
    return found[1]


def is_refused(tag: str) -> bool:
    assert ("disabled" in tag) == (ONLY_A_LEAD in tag)
    return "disabled" in tag


def test_the_teams_runs_are_everybodys_there_with_who_made_them(bob, team, run, browser_of):
    page = page_of(browser_of(bob), team).text
    assert "A poster" in page
    assert '<span class="by">' in page
    assert "<span>Alice</span>" in page
    assert "In Brand Studio" in page


def test_ones_own_are_there_too_and_name_nobody(alice, team, run, browser_of):
    page = page_of(browser_of(alice), team).text
    assert "A poster" in page
    assert 'class="by"' not in page


def test_my_runs_are_mine_alone(bob, team, run, browser_of):
    assert "A poster" not in browser_of(bob).get(reverse("studio")).text


def test_private_runs_are_never_shown(alice, bob, team, lead, run, browser_of):
    run_of(alice, prompt="a secret")
    run_of(bob, prompt="his secret")
    for somebody in (alice, bob, lead, auditor(), administrator()):
        page = page_of(browser_of(somebody), team).text
        assert "A poster" in page
        assert "secret" not in page


def test_runs_of_another_team_are_not_shown(alice, team, run, browser_of):
    other = Team.objects.create(name="Posters", slug="posters")
    Membership.objects.create(user=alice, team=other, role=Role.DESIGNER)
    run_of(alice, team=other, prompt="for the others")
    assert "for the others" not in page_of(browser_of(alice), team).text


def test_a_team_of_others_is_a_missing_one(charlie, team, run, browser_of):
    client = browser_of(charlie)
    for route in ("studio", "runs"):
        paths = [f"{reverse(route)}?of={slug}" for slug in (team.slug, "no-such-team")]
        answers = [client.get(path) for path in paths]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, paths[0]) == same(answers[1].text, paths[1])


def test_a_former_member_sees_them_no_more(bob, team, run, browser_of):
    client = browser_of(bob)
    members.remove(Membership.objects.get(user=bob), by=bob)
    assert page_of(client, team).status_code == 404


def test_the_team_has_pages_of_runs(alice, bob, team, browser_of):
    runs = [run_of(alice, team=team, prompt=f"number {n:02}") for n in range(PAGE + 2)]
    run_of(alice, prompt="a secret")
    client = browser_of(bob)
    first = page_of(client, team)
    older = first.context["older_url"]
    assert f"of={team.slug}" in older
    for answer in (client.get(older), client.get(older, headers=HTMX)):
        assert [one.pk for one in answer.context["runs"]] == [runs[1].pk, runs[0].pk]
        assert "secret" not in answer.text


def test_a_designer_sees_why_a_waiting_run_is_not_theirs_to_cancel(bob, team, run, browser_of):
    assert is_refused(button(page_of(browser_of(bob), team).text, "Cancel"))


def test_nor_one_that_goes_on_nor_its_failed_image_to_retry(bob, team, half, browser_of):
    page = page_of(browser_of(bob), team).text
    assert is_refused(button(page, "Cancel"))
    assert is_refused(button(page, "Retry image 2"))


def test_nor_one_that_failed_to_repeat(bob, team, failed, browser_of):
    assert is_refused(button(page_of(browser_of(bob), team).text, "Run again, run "))


def test_nor_an_unknown_one(bob, team, run, browser_of):
    transitions.claim(run.pk)
    transitions.unknown(run.pk, code="interrupted", message="")
    assert is_refused(button(page_of(browser_of(bob), team).text, "Run again"))


def test_a_lead_and_the_owner_have_the_buttons(alice, team, lead, half, browser_of):
    people = (alice, lead, administrator())
    for somebody in people:
        page = page_of(browser_of(somebody), team).text
        assert not is_refused(button(page, "Cancel"))
        assert not is_refused(button(page, "Retry image 2"))
    transitions.unknown(half.pk, code="interrupted", message="")
    for somebody in people:
        assert not is_refused(button(page_of(browser_of(somebody), team).text, "Run again"))


def test_what_a_designer_sends_all_the_same_is_refused_with_the_reason(bob, run, failed, browser_of):
    client, slot = browser_of(bob), failed.images.first()
    for route, pk in (("run_cancel", run.pk), ("run_rerun", run.pk), ("slot_retry", slot.pk)):
        answer = client.post(reverse(route, args=[pk]), headers=HTMX)
        assert answer.status_code == 403
    assert Generation.objects.count() == 1


def test_to_a_stranger_there_is_no_such_run(charlie, failed, browser_of):
    client, slot = browser_of(charlie), failed.images.first()
    for route, pk in (("run_cancel", failed.pk), ("run_rerun", failed.pk), ("slot_retry", slot.pk)):
        paths = [reverse(route, args=[one]) for one in (pk, 10**9)]
        answers = [client.post(path) for path in paths]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, paths[0]) == same(answers[1].text, paths[1])
    assert Generation.objects.count() == 1


def test_a_lead_cancels_and_the_owner_is_notified(alice, lead, run, browser_of):
    assert browser_of(lead).post(reverse("run_cancel", args=[run.pk]), headers=HTMX).status_code == 200
    run.refresh_from_db()
    assert (run.state, run.cancel_requested_by) == ("cancelled", lead)
    notice = alice.notifications.get()
    assert (notice.kind, notice.thing, notice.actor, notice.words) == (
        NotificationKind.RUN,
        run.pk,
        lead,
        "A poster",
    )
    page = browser_of(alice).get(reverse("notifications")).text
    assert "A poster" in page
    assert f"</b> cancelled your run <b>{run.pk}<" in page


def test_who_cancels_their_own_gets_no_notification(alice, run, browser_of):
    browser_of(alice).post(reverse("run_cancel", args=[run.pk]))
    assert not Notification.objects.exists()


def test_an_end_is_notified_to_its_owner_alone(alice, bob, lead, failed):
    assert notifications.unread(alice) == 1
    assert {notice.person for notice in Notification.objects.all()} == {alice}


def test_what_a_lead_runs_again_is_the_leads_and_the_teams(team, lead, failed, browser_of):
    browser_of(lead).post(reverse("run_rerun", args=[failed.pk]), headers=HTMX)
    again = failed.retries.get()
    assert (again.owner, again.team) == (lead, team)
    assert set(again.images.values_list("team", flat=True)) == {team.pk}


def test_in_an_archived_team_runs_are_looked_at_and_left_alone(bob, team, lead, run, browser_of):
    actions.archive(team, by=lead)
    assert "A poster" in page_of(browser_of(bob), team).text
    assert browser_of(lead).post(reverse("run_cancel", args=[run.pk])).status_code == 403
    run.refresh_from_db()
    assert run.state == "queued"
