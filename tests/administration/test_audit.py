"""The audit log: found by words and filters, page by page, for administrators and auditors alone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import User
from studio.administration.audit_log.changes import changes
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.audit.record import record, words_of
from tests.accounts.factories import auditor

pytestmark = pytest.mark.django_db
AUDIT = "/administration/audit/"


@pytest.fixture
def log(root, alice, charlie, team):
    """Three entries: of Alice about her team, of Alice about Charlie, of the studio about itself."""
    return {
        "team": record(
            Action.TEAM_EDITED, actor=alice, target=team, team=team, before={"name": "A"}, after={"name": "B"}
        ),
        "charlie": record(Action.SUSPENDED, actor=alice, target=charlie),
        "backup": record(Action.BACKED_UP, actor=None, target_name="/backup/one"),
    }


def entry(days: int = 0, **facts) -> AuditEntry:
    """One entry that is so many days old."""
    facts = {"actor_name": "Dora", "action": Action.SUSPENDED, **facts}
    made = AuditEntry(at=timezone.now() - timedelta(days=days), **facts)
    made.words = words_of(made)
    made.save()
    return made


def found(client, **filters) -> set[int]:
    answer = client.get(AUDIT, filters)
    assert answer.status_code == 200
    return {line.entry.pk for line in answer.context["lines"] if line.entry.action != Action.SIGNED_IN}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"team", "charlie", "backup"}),
        ({"q": "charlie"}, {"charlie"}),
        ({"q": "brand alice"}, {"team"}),
        ({"q": "备份"}, {"backup"}),
        ({"q": "edited"}, {"team"}),
        ({"q": "edit"}, set()),
        ({"q": "edit* bran*"}, {"team"}),
        ({"q": "zebra"}, set()),
        ({"q": "'&|!"}, set()),
        ({"action": "person.suspended"}, {"charlie"}),
        ({"person": "system"}, {"backup"}),
        ({"to": "2020-01-01"}, set()),
        ({"from": "2020-01-01", "action": "data.backed_up"}, {"backup"}),
        ({"from": "yesterday", "team": "x", "person": "me", "target": "user"}, {"team", "charlie", "backup"}),
    ],
)
def test_filters_find_what_they_say(root, log, browser_of, filters, expected):
    assert found(browser_of(root), **filters) == {log[name].pk for name in expected}


def test_people_teams_and_targets_are_filters_too(root, log, alice, charlie, team, browser_of):
    client = browser_of(root)
    assert found(client, person=alice.pk) == {log["team"].pk, log["charlie"].pk}
    assert found(client, team=team.pk) == {log["team"].pk}
    assert found(client, target=f"user:{charlie.pk}") == {log["charlie"].pk}


def test_days_are_whole_days_of_the_readers_time_zone(root, browser_of):
    User.objects.filter(pk=root.pk).update(time_zone="Asia/Shanghai")
    made = entry()
    AuditEntry(at="2026-01-31T16:30:00Z", actor_name="Dora", action=Action.SUSPENDED, words="").save()
    client = browser_of(root)
    assert len(found(client, **{"from": "2026-02-01", "to": "2026-02-01"}) - {made.pk}) == 1
    assert found(client, to="2026-01-31") == set()


def test_an_entry_shows_what_changed_in_words(root, log, browser_of):
    page = browser_of(root).get(AUDIT, {"action": Action.TEAM_EDITED}).text
    assert re.search(
        r"<dt>Name</dt>\s*<dd>\s*<del>A</del>\s*<span aria-hidden=\"true\">→</span>\s*<ins>B</ins>", page
    )
    assert "Edited a team" in page


@pytest.mark.parametrize(
    ("target_type", "fact", "shown"),
    [
        ("user", {"is_auditor": True}, ("Auditor", "Yes")),
        ("user", {"role": "lead"}, ("Role", "Lead")),
        ("team", {"approvals": 2}, ("Review", "Two approvals by different people")),
        ("image", {"state": "changes_requested"}, ("State", "Changes requested")),
        ("robot", {"steps": [1, 2]}, ("steps", "1, 2")),
        ("team", {"storage_gb": None}, ("Room for images", "–")),
    ],
)
def test_facts_have_the_names_and_words_of_the_studio(target_type, fact, shown):
    [change] = changes(AuditEntry(target_type=target_type, after=fact))
    assert (change.label, change.before, change.after) == (shown[0], "", shown[1])


def test_what_people_typed_is_escaped(root, browser_of):
    entry(actor_name="<b>Mallory", after={"<i>": ["<u>", None, True]})
    page = browser_of(root).get(AUDIT, {"q": "Mallory"}).text
    assert "<b>Mallory" not in page
    assert "&lt;b&gt;Mallory" in page


def test_pages_follow_each_other_without_gaps_and_keep_the_filters(root, browser_of):
    made = [entry(days=number // 10, target_name="Zoe").pk for number in range(120)]
    client, address, seen = browser_of(root), f"{AUDIT}?q=zoe", []
    while address:
        answer = client.get(address)
        seen += [line.entry.pk for line in answer.context["lines"]]
        address = answer.context["older"]
    assert sorted(seen) == sorted(made)
    assert len(seen) == 120


def test_a_page_takes_few_queries_whatever_is_asked(root, log, team, browser_of):
    client = browser_of(root)
    for filters in ({}, {"q": "alice"}, {"person": 999}, {"team": team.pk, "action": "team.edited"}):
        with CaptureQueriesContext(connection) as queries:
            client.get(AUDIT, filters)
        assert len(queries) <= 12, filters


def test_what_people_do_about_themselves_names_them_once(root, browser_of):
    client = browser_of(root)  # who signs in
    page = client.get(AUDIT, {"action": "account.signed_in"}).text.partition('<ol class="audit"')[2]
    assert page.count(">Root<") == 1


def test_an_action_that_this_studio_does_not_know_is_shown_as_it_is(root, browser_of):
    entry(action="robot.danced")
    assert "robot.danced" in browser_of(root).get(AUDIT).text


def test_a_person_whose_account_is_gone_can_still_be_chosen(root, browser_of):
    entry(actor_id=4711)
    page = browser_of(root).get(AUDIT, {"person": 4711}).text
    assert '<option value="4711" selected>Dora</option>' in page


def test_auditors_look_and_nobody_else_does(root, alice, browser_of):
    assert browser_of(auditor()).get(AUDIT).status_code == 200
    assert browser_of(alice).get(AUDIT).status_code == 404
    assert browser_of(alice).post(reverse("audit_export", args=["csv"])).status_code == 404
