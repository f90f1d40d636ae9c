"""A run belongs to the place it was sent from, from its first moment on."""

import uuid

import pytest
from django.http import QueryDict
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.accounts.teams import actions, members
from studio.generations.models import Generation, Image
from tests.accounts.factories import (
    administrator,
    auditor,
    lead_of,
)

pytestmark = pytest.mark.django_db

FORM = {
    "prompt": "雨夜的城市街道",
    "size_mode": "ratio",
    "size": "2496x1664",
    "group": "auto",
    "max_images": "3",
    "optimize_prompt_mode": "",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def send(browser_of):
    """Posts the composer's form; several values of `place` go out in their order, as a browser sends them."""

    def post(who, *places: str, htmx: bool = True):
        form = QueryDict(mutable=True)
        form.update({"submission": str(uuid.uuid4()), **FORM})
        form.setlist("workspace", places)
        headers = HTMX if htmx else {}
        body, kind = form.urlencode(), "application/x-www-form-urlencoded"
        return browser_of(who).post(reverse("runs"), body, kind, headers=headers)

    return post


def expect_refusal(answer, reason: str) -> None:
    """The reason is told, all that was typed is there, and nothing was made."""
    assert answer.status_code == 422
    assert reason in answer.text
    assert "Nothing was sent." in answer.text
    assert f"{FORM['prompt']}</textarea>" in answer.text
    form = answer.context["form"]
    assert {name: form[name].value() for name in FORM} == FORM
    assert not Generation.objects.exists()


def test_the_run_and_its_images_are_the_teams_from_the_first_moment(alice, team, send):
    answer = send(alice, team.slug)
    assert "In Brand Studio" in answer.text
    assert Generation.objects.get().team == team
    assert set(Image.objects.values_list("team", flat=True)) == {team.pk}


def test_teammates_see_it_at_once_and_strangers_never(alice, bob, charlie, team, send, browser_of):
    send(alice, team.slug)
    path = Generation.objects.get().get_absolute_url()
    assert browser_of(bob).get(path).status_code == 200
    assert browser_of(charlie).get(path).status_code == 404


@pytest.mark.parametrize("places", [(), ("",)])
def test_without_a_place_it_is_private(alice, bob, team, send, places):
    send(alice, *places)
    run = Generation.objects.get()
    assert run.team is None
    assert set(Image.objects.values_list("team", flat=True)) == {None}
    assert not Generation.objects.visible_to(bob).exists()


def test_where_somebody_works_by_now_does_not_move_what_they_send(alice, team, send, browser_of):
    browser_of(alice).post(reverse("workspace"), {"team": team.slug})
    send(alice, "")
    assert Generation.objects.get().team is None


def test_the_page_sends_the_place_that_it_shows(alice, team, browser_of):
    client = browser_of(alice)
    client.post(reverse("workspace"), {"team": team.slug})
    page = client.get(reverse("studio")).text
    assert f'<input type="hidden" name="workspace" value="{team.slug}">' in page
    assert "In Brand Studio: the whole team can see what you generate" in page


@pytest.mark.parametrize("htmx", [True, False])
def test_a_viewer_makes_nothing_there(alice, team, send, htmx):
    Membership.objects.filter(user=alice).update(role=Role.VIEWER)
    expect_refusal(send(alice, team.slug, htmx=htmx), "Viewers can look and comment")


def test_a_member_removed_meanwhile_loses_nothing(alice, team, send):
    members.remove(Membership.objects.get(user=alice), by=lead_of(team))
    expect_refusal(send(alice, team.slug), "You are not a member of this team.")


def test_an_archived_team_gets_no_runs(alice, team, send):
    actions.archive(team, by=lead_of(team))
    expect_refusal(send(alice, team.slug), "This team is archived.")


def test_an_auditor_makes_nothing_in_a_team(team, send):
    expect_refusal(send(auditor(), team.slug), "Auditors have read-only access.")


def test_an_administrator_does(team, send):
    send(administrator(), team.slug)
    assert Generation.objects.get().team == team


def test_a_refused_run_can_be_made_privately(alice, team, send):
    members.remove(Membership.objects.get(user=alice), by=lead_of(team))
    refused = send(alice, team.slug).text
    hidden = refused.index(f'<input type="hidden" name="workspace" value="{team.slug}">')
    assert hidden < refused.index('name="workspace" value="">Run privately')
    assert send(alice, team.slug, "").status_code == 200
    assert Generation.objects.get().team is None


def test_a_team_of_others_is_shown_like_a_missing_one(charlie, team, send):
    answers = {slug: send(charlie, slug) for slug in (team.slug, "no-such-team")}
    for slug, answer in answers.items():
        expect_refusal(answer, "You are not a member of this team.")
        assert "Brand Studio" not in answer.text
        form = answer.context["form"]
        assert (form.team, form["workspace"].value()) == (None, slug)
    foreign, missing = (answer.context["form"].errors for answer in answers.values())
    assert foreign == missing


def test_a_retry_stays_in_the_place_of_its_run(alice, team, send, browser_of):
    send(alice, team.slug)
    run = Generation.objects.get()
    client = browser_of(alice)
    client.post(reverse("run_cancel", args=[run.pk]))
    client.post(reverse("run_rerun", args=[run.pk]))
    assert set(Generation.objects.values_list("team", flat=True)) == {team.pk}
    assert Generation.objects.count() == 2
