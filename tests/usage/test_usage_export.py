"""Usage as a file: the same rows as the page, safe in a spreadsheet, streamed and audited."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from studio.accounts.models import User
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.usage.export import COLUMNS, export
from studio.usage.query import read
from studio.usage.rollup import roll_up, today
from tests.generations.finished_runs import TOKENS, finished_run
from tests.usage.factories import finished_on

pytestmark = pytest.mark.django_db


def exported(kind: str, by: User, **fields: str) -> str:
    query = read(by, {"period": "90", **fields})
    return b"".join(export(query, kind=kind, by=by)).decode("utf-8-sig")


@pytest.fixture
def existing_usage(alice, bob, team):
    finished_run(alice, 2)
    finished_run(bob, 3, team=team)
    finished_on(today() - timedelta(days=20), bob, 1, team=team, has_usage=False)
    roll_up()


def test_csv_and_json_have_the_same_rows_oldest_first(root, existing_usage):
    rows = list(csv.DictReader(io.StringIO(exported("csv", root))))
    listed = json.loads(exported("json", root))
    assert [row["billed"] for row in rows] == ["1", "2", "3"]
    assert [(row["person"], row["team"], row["billed"]) for row in listed] == [
        ("Bob", "Brand Studio", 1),
        ("Alice", "", 2),
        ("Bob", "Brand Studio", 3),
    ]
    assert tuple(listed[0]) == COLUMNS
    assert (listed[0]["money"], listed[0]["tokens"], listed[0]["unreported"]) == ("0.25", TOKENS, 1)
    assert (listed[0]["is_practice"], listed[0]["failures"]) == (True, {})


def test_a_view_exports_what_it_shows(alice, lead, existing_usage):
    assert [row["person"] for row in json.loads(exported("json", alice))] == ["Alice"]
    assert [row["person"] for row in json.loads(exported("json", lead))] == ["Bob", "Bob"]
    assert json.loads(exported("json", lead, view="mine")) == []
    [row] = json.loads(
        exported("json", lead, **{"from": "2000-01-01", "to": f"{today() - timedelta(days=1)}"})
    )
    assert row["billed"] == 1


def test_no_cell_is_a_formula(root, alice):
    User.objects.filter(pk=alice.pk).update(name="=HYPERLINK(1)")
    finished_run(alice, 1)
    [row] = csv.DictReader(io.StringIO(exported("csv", root)))
    assert row["person"] == "'=HYPERLINK(1)"


def test_an_export_is_in_the_audit_log(lead, existing_usage):
    exported("csv", lead, team="brand-studio", **{"from": "2026-01-01", "to": "2026-01-31"})
    entry = AuditEntry.objects.get(action=Action.USAGE_EXPORTED)
    assert entry.after == {
        "format": "csv", "view": "teams", "team": "brand-studio", "from": "2026-01-01", "to": "2026-01-31",
    }  # fmt: skip


def test_an_unknown_format_or_inaccessible_view_is_a_404(alice, charlie, team, client_for):
    browser = client_for(charlie)
    assert browser.post("/usage/export.xml").status_code == 404
    assert browser.post(f"{reverse('usage_export', args=['csv'])}?view=all").status_code == 404
    assert browser.post(f"{reverse('usage_export', args=['csv'])}?team={team.slug}").status_code == 404
    assert not AuditEntry.objects.filter(action=Action.USAGE_EXPORTED).exists()


def test_the_response_is_an_attachment(alice, client_for):
    response = client_for(alice).post(
        f"{reverse('usage_export', args=['csv'])}?from=2026-01-01&to=2026-01-02"
    )
    assert response["Content-Disposition"] == 'attachment; filename="usage-2026-01-01-2026-01-02.csv"'
