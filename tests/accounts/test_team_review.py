"""POST /teams/<slug>/review/: a lead sets how many approvals an image needs, and what may leave the team."""

import pytest
from django.urls import reverse

from studio.audit.models import AuditEntry
from tests.accounts.factories import lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def yue(team):
    return lead_of(team)


def save(client, team, **fields):
    return client.post(reverse("team_review", args=[team.slug]), fields, follow=True)


def policy(team):
    team.refresh_from_db()
    return team.approvals, team.release_gate, team.visible_label


def test_a_lead_sets_the_review_the_gate_and_the_visible_label(yue, team, client_for):
    page = save(client_for(yue), team, approvals=2, release_gate="on", visible_label="on")
    assert "Saved." in page.text
    assert policy(team) == (2, True, True)
    save(client_for(yue), team, approvals=0)
    assert policy(team) == (0, False, False)


def test_a_gate_without_a_review_is_refused_and_the_input_is_kept(yue, team, client_for):
    page = save(client_for(yue), team, approvals=0, release_gate="on", visible_label="on")
    assert page.status_code == 422
    assert "Without a review no image is ever approved." in page.text
    assert page.text.count(" checked") >= 2
    assert policy(team) == (0, False, False)


def test_an_unknown_number_of_approvals_is_refused(yue, team, client_for):
    assert save(client_for(yue), team, approvals=9, release_gate="on").status_code == 422
    assert policy(team) == (0, False, False)


def test_a_designer_sees_no_form_and_cannot_submit_one(team, bob, charlie, client_for):
    assert "review-settings" not in client_for(bob).get(team.get_absolute_url()).text
    assert save(client_for(bob), team, approvals=1).status_code == 403
    assert save(client_for(charlie), team, approvals=1).status_code == 404
    assert policy(team) == (0, False, False)


def test_each_change_is_in_the_audit_log_once(yue, team, client_for):
    for _ in range(2):
        save(client_for(yue), team, approvals=1)
    entry = AuditEntry.objects.get(action="review.settings_changed")
    assert (entry.actor_id, entry.team_id) == (yue.pk, team.pk)
    assert (entry.before, entry.after) == ({"approvals": 0}, {"approvals": 1})
