"""A database from before the tables were renamed: after `migrate`, everything that people had is there."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from pytest_django import DjangoDbBlocker

from studio.accounts.models import User
from studio.accounts.notifications import visible
from studio.accounts.workspace import workspace_of
from studio.budgets.models import BudgetPeriod
from studio.generations.models import Draft, Generation, Image
from tests.database import empty_database_url
from tests.live import connected_to

BEFORE = {
    "accounts": "0007_failed_downloads",
    "generations": "0016_pending_file",
    "gallery": "0004_bulk",
}
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def migrated(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that was filled before the rename and has been migrated since."""
    with connected_to(empty_database_url(), django_db_blocker):
        fill(migrate_to(BEFORE))
        call_command("migrate", interactive=False, verbosity=0)
        yield


def migrate_to(ours: dict[str, str]) -> StateApps:
    """Migrate our packages to these migrations and all others to their newest; returns the models of that time."""
    executor = MigrationExecutor(connection)
    # Packages that were not there yet.
    later = {"audit", "policies", "budgets", "review", "webhooks", "usage", "administration", "api"}
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in {*ours, *later}]
    return executor.migrate([*others, *ours.items()]).apps


def fill(old: StateApps) -> None:
    """Alice works in a team; she has an image in a run of the team, a draft and a notice."""
    team = old.get_model("accounts", "Team").objects.create(name="Posters", slug="posters")
    alice = old.get_model("accounts", "User").objects.create(
        email="alice@studio.example", name="Alice", place=team
    )
    old.get_model("accounts", "Membership").objects.create(team=team, user=alice, role="designer")
    run = old.get_model("generations", "Generation").objects.create(**facts_of_run(alice, team))
    old.get_model("generations", "Image").objects.create(**facts_of_image(run))
    old.get_model("generations", "Draft").objects.create(
        owner=alice, team=team, fields={"prompt": "A vase, from above"}
    )
    old.get_model("accounts", "Notice").objects.create(person=alice, kind="run", thing=run.pk, words="A vase")


def facts_of_run(owner: Any, team: Any) -> dict[str, Any]:
    asked = {"prompt": "A vase", "size": "2048x2048", "watermark": False}
    paid = {"provider": "sandbox", "model": "seedream-4-5", "price": 250_000, "currency": "CNY"}
    ended = {"state": "completed", "day": date(2026, 11, 1), "sent_at": NOW, "finished_at": NOW}
    return {"owner": owner, "team": team, "submission": uuid.uuid4(), **asked, **paid, **ended}


def facts_of_image(run: Any) -> dict[str, Any]:
    whose = {"generation": run, "owner": run.owner, "team": run.team, "index": 0, "day": run.day, "words": ""}
    file = {
        "file": "images/1.jpg",
        "sha256": "0" * 64,
        "width": 2048,
        "height": 2048,
        "bytes": 1,
        "pixels": 2048**2,
    }
    return {**whose, **file, "state": "stored", "stored_at": NOW, "announced_at": NOW}


def alice() -> User:
    return User.objects.get(email="alice@studio.example")


@pytest.mark.usefixtures("migrated")
def test_the_run_and_its_image_are_there() -> None:
    run = Generation.objects.get(owner=alice())
    assert (run.prompt, run.state, run.price) == ("A vase", "completed", 250_000)
    assert Image.objects.stored().get(generation=run).file == "images/1.jpg"


@pytest.mark.usefixtures("migrated")
def test_the_draft_is_there() -> None:
    assert Draft.objects.get(owner=alice()).fields == {"prompt": "A vase, from above"}


@pytest.mark.usefixtures("migrated")
def test_the_notification_is_there_and_leads_to_its_run() -> None:
    [notification] = visible(alice())
    assert (notification.kind, notification.words) == ("run", "A vase")
    assert notification.thing == Generation.objects.get().pk


@pytest.mark.usefixtures("migrated")
def test_she_works_in_the_team_as_before() -> None:
    team = workspace_of(alice())
    assert team is not None
    assert team.slug == "posters"


@pytest.mark.usefixtures("migrated")
def test_what_the_run_cost_is_booked_on_the_team_and_on_her() -> None:
    booked = BudgetPeriod.objects.values_list("team__name", "user__name", "month", "is_sandbox", "spent")
    november = (date(2026, 11, 1), True, 250_000)
    assert {*booked} == {("Posters", None, *november), (None, "Alice", *november)}
    assert Generation.objects.values_list("spent", "reserved").get() == (250_000, 0)
