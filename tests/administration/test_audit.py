"""The audit log page: search, filters and pagination, for administrators and auditors only."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from studio.accounts.models import User
from studio.administration.audit_log.changes import changes
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.audit.record import record, search_vector_of
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


def create_entry(days: int = 0, **facts) -> AuditEntry:
    """One entry that is `days` days old."""
    facts = {"actor_name": "Dora", "action": Action.SUSPENDED, **facts}
    entry = AuditEntry(at=timezone.now() - timedelta(days=days), **facts)
    entry.search_vector = search_vector_of(entry)
    entry.save()
    return entry


def found_entries(client, **filters) -> set[int]:
    response = client.get(AUDIT, filters)
    assert response.status_code == 200
    return {line.entry.pk for line in response.context["lines"] if line.entry.action != Action.SIGNED_IN}


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
def test_each_filter_finds_the_matching_entries(root, log, client_for, filters, expected):
    assert found_entries(client_for(root), **filters) == {log[name].pk for name in expected}


def test_entries_are_filtered_by_person_team_and_target(root, log, alice, charlie, team, client_for):
    client = client_for(root)
    assert found_entries(client, person=alice.pk) == {log["team"].pk, log["charlie"].pk}
    assert found_entries(client, team=team.pk) == {log["team"].pk}
    assert found_entries(client, target=f"user:{charlie.pk}") == {log["charlie"].pk}


def test_date_filters_use_days_of_the_readers_time_zone(root, client_for):
    User.objects.filter(pk=root.pk).update(time_zone="Asia/Shanghai")
    created = create_entry()
    AuditEntry(at="2026-01-31T16:30:00Z", actor_name="Dora", action=Action.SUSPENDED, search_vector="").save()
    client = client_for(root)
    assert len(found_entries(client, **{"from": "2026-02-01", "to": "2026-02-01"}) - {created.pk}) == 1
    assert found_entries(client, to="2026-01-31") == set()


def test_an_entry_shows_what_changed_in_words(root, log, client_for):
    page = client_for(root).get(AUDIT, {"action": Action.TEAM_EDITED}).text
    assert re.search(
        r"<dt>Name</dt>\s*<dd>\s*<del>A</del>\s*<span aria-hidden=\"true\">→</span>\s*<ins>B</ins>", page
    )
    assert "Edited a team" in page


def test_only_a_value_that_was_replaced_is_struck_through(root, client_for):
    record(Action.BUDGET_CHANGED, actor=root, before={"limit": None}, after={"limit": 50_000_000})
    page = client_for(root).get(AUDIT, {"action": Action.BUDGET_CHANGED}).text
    assert re.search(r"<dd>\s*–\s*<span aria-hidden=\"true\">→</span>\s*<ins>CN¥50.00</ins>", page)
    assert "<del>" not in page


@pytest.mark.parametrize(
    ("target_type", "after", "expected"),
    [
        ("user", {"is_auditor": True}, ("Auditor", "Yes")),
        ("user", {"role": "lead"}, ("Role", "Lead")),
        ("team", {"approvals": 2}, ("Review", "Two approvals by different people")),
        ("image", {"state": "changes_requested"}, ("State", "Changes requested")),
        ("robot", {"steps": [1, 2]}, ("steps", "1, 2")),
        ("team", {"storage_gb": None}, ("Room for images", "–")),
        ("team", {"limit": 500_000_000}, ("Monthly budget", "CN¥500.00")),
        ("user", {"limit": None}, ("Monthly budget", "–")),
        ("user", {"is_hard": False}, ("Hard limit", "No")),
        ("budgetrequest", {"cost": 750_000}, ("Cost", "CN¥0.75")),
        ("budgetrequest", {"raised": "every_month"}, ("Budget raised for", "Every month")),
        ("price", {"micros": 250_000}, ("Price per image", "CN¥0.25")),
        ("generation", {"cost": 250_000}, ("Cost", "CN¥0.25")),
        ("generation", {"owner": "Alice"}, ("Owner", "Alice")),
        ("image", {"reason": "rights"}, ("Reason", "Rights or likeness")),
        ("image", {"reason": "The model has not signed"}, ("Reason", "The model has not signed")),
        ("image", {"internal_note": "Third time"}, ("Note among reviewers", "Third time")),
        ("user", {"is_superuser": True}, ("Administrator", "Yes")),
        ("generation", {"provider_images": 3}, ("Images by the provider", "3")),
        ("accesskey", {"expires_at": "2027-02-28T05:09:04.261Z"}, ("Expires", "02/28/2027 5:09 a.m.")),
        ("accesskey", {"scopes": ["read"]}, ("Scopes", "Read images, runs and usage")),
        ("endpoint", {"disabled_reason": "failing"}, ("Disabled", "Disabled: deliveries failed for days")),
        ("user", {"sessions": "all"}, ("Sessions", "All")),
        ("", {"view": "teams"}, ("View", "My teams")),
        ("", {"action": "team.edited"}, ("Action", "Edited a team")),
        ("", {"from": "2026-11-01"}, ("From", "11/01/2026")),
        ("", {"from": "2026-02-30"}, ("From", "2026-02-30")),
    ],
)
def test_changes_are_shown_with_readable_labels_and_values(target_type, after, expected):
    [change] = changes(AuditEntry(target_type=target_type, after=after))
    assert (change.label, change.before, change.after) == (expected[0], "", expected[1])


def test_values_are_separated_as_usual_in_the_language():
    entry = AuditEntry(target_type="endpoint", after={"events": ["run.ended", "image.approved"]})
    with translation.override("zh-hans"):
        [change] = changes(entry)
    assert change.after == "生成已结束、图片已通过"


def test_an_amount_has_the_currency_that_was_recorded_with_it():
    _currency, price = changes(AuditEntry(target_type="price", after={"currency": "USD", "micros": 40_000}))
    assert price.after == "$0.04"


def test_user_input_is_escaped(root, client_for):
    create_entry(actor_name="<b>Mallory", after={"<i>": ["<u>", None, True]})
    page = client_for(root).get(AUDIT, {"q": "Mallory"}).text
    assert "<b>Mallory" not in page
    assert "&lt;b&gt;Mallory" in page


def test_pagination_has_no_gaps_and_keeps_the_filters(root, client_for):
    created = [create_entry(days=number // 10, target_name="Zoe").pk for number in range(120)]
    client, url, seen = client_for(root), f"{AUDIT}?q=zoe", []
    while url:
        response = client.get(url)
        seen += [line.entry.pk for line in response.context["lines"]]
        url = response.context["older"]
    assert sorted(seen) == sorted(created)
    assert len(seen) == 120


def test_a_page_takes_few_queries_with_any_filter(root, log, team, client_for):
    client = client_for(root)
    for filters in ({}, {"q": "alice"}, {"person": 999}, {"team": team.pk, "action": "team.edited"}):
        with CaptureQueriesContext(connection) as queries:
            client.get(AUDIT, filters)
        assert len(queries) <= 12, filters


def test_an_entry_of_a_user_about_themselves_names_them_once(root, client_for):
    client = client_for(root)  # signing in adds an entry
    page = client.get(AUDIT, {"action": "account.signed_in"}).text.partition('<ol class="audit"')[2]
    assert page.count(">Root<") == 1


def test_an_unknown_action_is_shown_unchanged(root, client_for):
    create_entry(action="robot.danced")
    assert "robot.danced" in client_for(root).get(AUDIT).text


def test_a_deleted_account_can_still_be_chosen_as_a_filter(root, client_for):
    create_entry(actor_id=4711)
    page = client_for(root).get(AUDIT, {"person": 4711}).text
    assert '<option value="4711" selected>Dora</option>' in page


def test_auditors_can_view_the_log_and_other_users_cannot(root, alice, client_for):
    assert client_for(auditor()).get(AUDIT).status_code == 200
    assert client_for(alice).get(AUDIT).status_code == 404
    assert client_for(alice).post(reverse("audit_export", args=["csv"])).status_code == 404
