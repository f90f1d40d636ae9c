"""Exports of the audit log: exactly what the filters find, safe in a spreadsheet, and audited themselves."""

import csv
import io
import json
import tracemalloc

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from studio.accounts.models import User
from studio.administration.audit_log.export import COLUMNS, export
from studio.administration.audit_log.query import AuditQuery
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import auditor

pytestmark = pytest.mark.django_db


def create_entries(count: int = 1, **facts) -> list[AuditEntry]:
    facts = {"actor_name": "Dora", "action": Action.SUSPENDED, "search_vector": "", **facts}
    return AuditEntry.objects.bulk_create(AuditEntry(**facts) for _ in range(count))


def export_text(kind: str, by: User, **filters: str) -> str:
    return b"".join(export(AuditQuery.read(filters), kind=kind, by=by)).decode("utf-8-sig")


def test_csv_and_json_have_the_same_entries_newest_first(root):
    created = [entry.pk for entry in create_entries(3, after={"name": "“B”, 夜"})]
    create_entries(2, action=Action.BACKED_UP)
    rows = list(csv.DictReader(io.StringIO(export_text("csv", root, action="person.suspended"))))
    listed = json.loads(export_text("json", root, action="person.suspended"))
    assert len(rows) == len(listed) == len(created)
    assert (
        [row["at"] for row in rows]
        == [row["at"] for row in listed]
        == sorted((r["at"] for r in rows), reverse=True)
    )
    assert json.loads(rows[0]["after"]) == listed[0]["after"] == {"name": "“B”, 夜"}
    assert tuple(listed[0]) == COLUMNS


def test_an_export_can_have_several_chunks_or_be_empty(root, monkeypatch):
    monkeypatch.setattr("studio.administration.audit_log.export.CHUNK", 2)
    create_entries(5)
    assert len(json.loads(export_text("json", root, action="person.suspended"))) == 5
    assert json.loads(export_text("json", root, action="no.such")) == []
    assert export_text("csv", root, action="no.such").strip() == ",".join(COLUMNS)


def test_no_cell_is_a_formula(root):
    create_entries(actor_name="=HYPERLINK(1)", target_name="＋1")
    [row] = csv.DictReader(io.StringIO(export_text("csv", root, action="person.suspended")))
    assert (row["actor_name"], row["target_name"]) == ("'=HYPERLINK(1)", "'＋1")


def test_an_export_is_audited_with_its_filters_and_does_not_contain_itself(root):
    assert json.loads(export_text("json", root, q="root")) == []
    entry = AuditEntry.objects.get(action=Action.AUDIT_EXPORTED)
    assert (entry.actor_id, entry.after) == (root.pk, {"format": "json", "q": "root"})


def test_an_export_is_streamed_with_bounded_memory(root):
    """Ten thousand entries of two kilobytes are twenty megabytes."""
    create_entries(10_000, after={"note": "x" * 2_000})
    chunks = export(AuditQuery.read({}), kind="json", by=root)
    tracemalloc.start()
    size = sum(map(len, chunks))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 15_000_000


def test_an_unknown_format_is_404(root, client_for):
    assert client_for(root).post("/administration/audit/export.xml").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_auditors_can_download_the_export_as_an_attachment():
    user = auditor()

    async def download() -> tuple[StreamingHttpResponse, bytes]:
        client = AsyncClient()
        await client.aforce_login(user)
        response = await client.post("/administration/audit/export.csv?action=account.signed_in")
        return response, b"".join([chunk async for chunk in response])

    response, data = async_to_sync(download)()
    assert response["Content-Disposition"].startswith('attachment; filename="audit-log-')
    assert b"account.signed_in" in data
