"""A run belongs to the workspace that it was submitted from."""

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
def send(client_for):
    """Posts the composer's form; several workspaces are sent in their order, as a browser does."""

    def post(user, *workspaces: str, htmx: bool = True):
        form = QueryDict(mutable=True)
        form.update({"submission": str(uuid.uuid4()), **FORM})
        form.setlist("workspace", workspaces)
        headers = HTMX if htmx else {}
        body, kind = form.urlencode(), "application/x-www-form-urlencoded"
        return client_for(user).post(reverse("runs"), body, kind, headers=headers)

    return post


def assert_refused(response, reason: str) -> None:
    """The reason is shown, the input is kept, and there is no run."""
    assert response.status_code == 422
    assert reason in response.text
    assert "Nothing was sent." in response.text
    assert f"{FORM['prompt']}</textarea>" in response.text
    form = response.context["form"]
    assert {name: form[name].value() for name in FORM} == FORM
    assert not Generation.objects.exists()


def test_a_run_and_its_images_belong_to_the_team_from_the_start(alice, team, send):
    response = send(alice, team.slug)
    assert "In Brand Studio" in response.text
    assert Generation.objects.get().team == team
    assert set(Image.objects.values_list("team", flat=True)) == {team.pk}


def test_teammates_see_a_run_at_once_and_strangers_never(alice, bob, charlie, team, send, client_for):
    send(alice, team.slug)
    path = Generation.objects.get().get_absolute_url()
    assert client_for(bob).get(path).status_code == 200
    assert client_for(charlie).get(path).status_code == 404


@pytest.mark.parametrize("workspaces", [(), ("",)])
def test_without_a_workspace_a_run_is_private(alice, bob, team, send, workspaces):
    send(alice, *workspaces)
    run = Generation.objects.get()
    assert run.team is None
    assert set(Image.objects.values_list("team", flat=True)) == {None}
    assert not Generation.objects.visible_to(bob).exists()


def test_the_form_decides_the_workspace_even_after_a_switch(alice, team, send, client_for):
    client_for(alice).post(reverse("workspace"), {"team": team.slug})
    send(alice, "")
    assert Generation.objects.get().team is None


def test_the_page_submits_the_workspace_that_it_shows(alice, team, client_for):
    client = client_for(alice)
    client.post(reverse("workspace"), {"team": team.slug})
    page = client.get(reverse("studio")).text
    assert f'<input type="hidden" name="workspace" value="{team.slug}">' in page
    assert "In Brand Studio: the whole team can see what you generate" in page


@pytest.mark.parametrize("htmx", [True, False])
def test_a_viewer_cannot_start_a_run_in_a_team(alice, team, send, htmx):
    Membership.objects.filter(user=alice).update(role=Role.VIEWER)
    assert_refused(send(alice, team.slug, htmx=htmx), "Viewers can look and comment")


def test_a_member_removed_meanwhile_is_refused_and_keeps_the_input(alice, team, send):
    members.remove(Membership.objects.get(user=alice), by=lead_of(team))
    assert_refused(send(alice, team.slug), "You are not a member of this team.")


def test_an_archived_team_accepts_no_runs(alice, team, send):
    actions.archive(team, by=lead_of(team))
    assert_refused(send(alice, team.slug), "This team is archived.")


def test_an_auditor_cannot_start_a_run_in_a_team(team, send):
    assert_refused(send(auditor(), team.slug), "Auditors have read-only access.")


def test_an_administrator_can_start_a_run_in_a_team(team, send):
    send(administrator(), team.slug)
    assert Generation.objects.get().team == team


def test_a_refused_run_can_be_submitted_privately(alice, team, send):
    members.remove(Membership.objects.get(user=alice), by=lead_of(team))
    refused = send(alice, team.slug).text
    hidden = refused.index(f'<input type="hidden" name="workspace" value="{team.slug}">')
    assert hidden < refused.index('name="workspace" value="">Run privately')
    assert send(alice, team.slug, "").status_code == 200
    assert Generation.objects.get().team is None


def test_another_team_looks_like_a_missing_one(charlie, team, send):
    responses = {slug: send(charlie, slug) for slug in (team.slug, "no-such-team")}
    for slug, response in responses.items():
        assert_refused(response, "You are not a member of this team.")
        assert "Brand Studio" not in response.text
        form = response.context["form"]
        assert (form.team, form["workspace"].value()) == (None, slug)
    foreign, missing = (response.context["form"].errors for response in responses.values())
    assert foreign == missing


def test_a_rerun_stays_in_the_workspace_of_its_run(alice, team, send, client_for):
    send(alice, team.slug)
    run = Generation.objects.get()
    client = client_for(alice)
    client.post(reverse("run_cancel", args=[run.pk]))
    client.post(reverse("run_rerun", args=[run.pk]))
    assert set(Generation.objects.values_list("team", flat=True)) == {team.pk}
    assert Generation.objects.count() == 2
