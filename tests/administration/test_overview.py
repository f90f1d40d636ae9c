"""The first page of administration: figures, the provider's state, a test call, versions."""

import tomllib
from datetime import timedelta
from pathlib import Path

import django
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import studio
from studio.administration import overview
from studio.administration.overview import largest_teams, live_cards
from studio.audit.models import AuditEntry
from studio.generations.execution import transitions
from studio.generations.models import Generation, Image
from studio.provider.errors import Outcome, ProviderError
from tests.accounts.factories import auditor
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db

PAGE, CHECK = "/administration/", "/administration/provider-check/"


def figures() -> dict[str, overview.Figure]:
    return {figure.label: figure for card in live_cards() for figure in card.figures}


def refuse_run(run: Generation, code: str) -> None:
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError(code, "No", outcome=Outcome.PERMANENT, status=401))


def test_the_overview_counts_what_ended_today(root, alice):
    finished_run(alice, 3)
    old = finished_run(alice, 2)
    Generation.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=2))
    refuse_run(create_run(alice), "InvalidParameter")
    found = figures()
    assert (found["Images stored"].value, found["Runs ended"].value) == ("3", "2")
    assert (found["Runs failed"].value, found["Runs failed"].status) == ("1", "warn")
    assert (found["Images lost"].value, found["Images lost"].status) == ("0", "")


def test_the_overview_shows_the_queue_and_its_oldest_run(root, alice):
    waiting = [create_run(alice) for _number in range(2)]
    Generation.objects.filter(pk=waiting[0].pk).update(created=timezone.now() - timedelta(minutes=7))
    transitions.claim(create_run(alice).pk)
    found = figures()
    assert (found["Waiting"].value, found["Running"].value) == ("2", "1")
    assert found["Oldest waiting for"].value == "7\xa0minutes"


def test_unknown_runs_and_failing_downloads_link_to_the_recovery_page(root, alice):
    unknown, run = create_run(alice), create_run(alice)
    for one in (unknown, run):
        transitions.claim(one.pk)
    transitions.unknown(unknown.pk, code="interrupted", message="")
    Image.objects.filter(generation=run).update(
        state="announced", link="https://x", announced_at=timezone.now(), fetch_error="http_404"
    )
    found = figures()
    assert found["Runs with an unknown outcome"].url == "/usage/recovery/"
    assert found["Downloads failing so far"].url == "/usage/recovery/?state=fetching"
    assert (found["Images being downloaded"].value, found["Downloads failing so far"].value) == ("1", "1")


def test_the_overview_shows_the_providers_last_error_and_what_to_do(root, alice):
    assert (figures()["State"].value, figures()["Last error"].value) == (
        "Operational",
        "None in the last 7 days",
    )
    refuse_run(create_run(alice), "AuthenticationError")
    found = figures()
    assert (found["State"].value, found["State"].status) == ("Key refused", "danger")
    assert found["What to do"].value.startswith("Set a valid key")
    assert found["Last error"].value == "AuthenticationError"


def test_a_worker_without_a_heartbeat_is_reported(root):
    assert figures()["Workers"].status == "danger"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 hour')"
        )
    workers = [figure for label, figure in figures().items() if label.startswith("Worker ")]
    assert [figure.status for figure in workers if "heartbeat" in figure.value] == ["", "danger"]


def test_low_disk_space_is_reported(root, settings):
    settings.MIN_FREE_SPACE = 0
    assert figures()["Free disk space"].status == ""
    settings.MIN_FREE_SPACE = 10**6
    assert figures()["Free disk space"].status == "danger"


def test_teams_are_listed_by_their_storage(root, alice, team):
    run = create_run(alice, team=team)
    Image.objects.filter(generation=run).update(bytes=3 * 2**20)
    assert [(row.team, row.text) for row in largest_teams()] == [(team, "3.0\xa0MB")]
    team.storage_gb = 1
    team.save()
    assert largest_teams()[0].text == "3.0\xa0MB of 1.0\xa0GB"


def test_the_overview_takes_at_most_twelve_queries(root, alice, team):
    for _number in range(3):
        finished_run(alice, 2, team=team)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        live_cards()
        largest_teams()
    assert len(queries) <= 12


def test_the_page_names_every_version(root, client_for):
    page = client_for(root).get(PAGE).text
    assert django.get_version() in page
    assert f"<dd>{connection.pg_version // 10_000}." in page
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert studio.__version__ == project["version"]


def test_the_live_part_refreshes_itself(root, client_for):
    page = client_for(root).get(PAGE).text
    assert 'hx-get="/administration/?part=live" hx-trigger="every 15s"' in page
    part = client_for(root).get(PAGE, {"part": "live"}).text
    assert "Images stored" in part
    assert "<html" not in part


def test_an_auditor_can_view_the_page_but_not_call_the_provider(client_for):
    client = client_for(auditor())
    assert "Images stored" in client.get(PAGE).text
    assert client.post(CHECK).status_code == 403
    assert not AuditEntry.objects.filter(action="provider.checked").exists()


def test_the_page_is_404_for_other_users(alice, client_for):
    client = client_for(alice)
    assert client.get(PAGE).status_code == client.post(CHECK).status_code == 404
    assert PAGE not in client.get("/").text


def test_the_account_menu_links_administrators_and_auditors_to_the_page(root, client_for):
    for person in (root, auditor()):
        assert f'href="{PAGE}"' in client_for(person).get("/").text
