"""A database from before the tables were renamed: `migrate` keeps everything that users had."""

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

from studio.accounts.models import Team, User
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
REPLACED = {"fields": {"prompt": "A bowl"}, "references": [], "page": ""}


@pytest.fixture(scope="module")
def migrated(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that was filled before the rename and then migrated."""
    with connected_to(empty_database_url(), django_db_blocker):
        fill(migrate_to(BEFORE))
        call_command("migrate", interactive=False, verbosity=0)
        yield


def migrate_to(own_migrations: dict[str, str]) -> StateApps:
    """Migrate our packages to these migrations and all others to their newest; returns the models of that time."""
    executor = MigrationExecutor(connection)
    # Packages that did not exist yet.
    later = {"audit", "policies", "budgets", "review", "webhooks", "usage", "administration", "api"}
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in {*own_migrations, *later}]
    return executor.migrate([*others, *own_migrations.items()]).apps


def fill(old: StateApps) -> None:
    """Alice works in a team; she has an image in a run of the team, a draft and a notification."""
    team = old.get_model("accounts", "Team").objects.create(name="Posters", slug="posters")
    alice = old.get_model("accounts", "User").objects.create(
        email="alice@studio.example", name="Alice", place=team
    )
    old.get_model("accounts", "Membership").objects.create(team=team, user=alice, role="designer")
    run = old.get_model("generations", "Generation").objects.create(**run_fields(alice, team))
    old.get_model("generations", "Image").objects.create(**image_fields(run))
    old.get_model("generations", "Draft").objects.create(
        owner=alice, team=team, fields={"prompt": "A vase, from above"}, aside=REPLACED
    )
    old.get_model("accounts", "Notice").objects.create(person=alice, kind="run", thing=run.pk, words="A vase")


def run_fields(owner: Any, team: Any) -> dict[str, Any]:
    parameters = {"prompt": "A vase", "size": "2048x2048", "watermark": False}
    pricing = {"provider": "sandbox", "model": "seedream-4-5", "price": 250_000, "currency": "CNY"}
    result = {"state": "completed", "day": date(2026, 11, 1), "sent_at": NOW, "finished_at": NOW}
    return {"owner": owner, "team": team, "submission": uuid.uuid4(), **parameters, **pricing, **result}


def image_fields(run: Any) -> dict[str, Any]:
    ownership = {
        "generation": run,
        "owner": run.owner,
        "team": run.team,
        "index": 0,
        "day": run.day,
        "words": "'vase':2",
    }
    file = {
        "file": "images/1.jpg",
        "sha256": "0" * 64,
        "width": 2048,
        "height": 2048,
        "bytes": 1,
        "pixels": 2048**2,
    }
    return {**ownership, **file, "state": "stored", "stored_at": NOW, "announced_at": NOW}


def alice() -> User:
    return User.objects.get(email="alice@studio.example")


@pytest.mark.usefixtures("migrated")
def test_the_run_and_its_image_are_kept() -> None:
    run = Generation.objects.get(owner=alice())
    assert (run.prompt, run.state, run.price) == ("A vase", "completed", 250_000)
    assert Image.objects.stored().get(generation=run).file == "images/1.jpg"


@pytest.mark.usefixtures("migrated")
def test_the_image_is_found_by_its_prompt_and_its_team() -> None:
    found = Image.objects.filter(search_vector__matches=f"'vase' & 't:{Team.objects.get().pk}'")
    assert found.count() == 1


@pytest.mark.usefixtures("migrated")
def test_the_draft_is_kept() -> None:
    draft = Draft.objects.get(owner=alice())
    assert (draft.fields, draft.replaced) == ({"prompt": "A vase, from above"}, REPLACED)


@pytest.mark.usefixtures("migrated")
def test_the_notification_is_kept_and_links_to_its_run() -> None:
    [notification] = visible(alice())
    assert (notification.kind, notification.text) == ("run", "A vase")
    assert notification.object_id == Generation.objects.get().pk


@pytest.mark.usefixtures("migrated")
def test_the_workspace_of_the_user_is_kept() -> None:
    team = workspace_of(alice())
    assert team is not None
    assert team.slug == "posters"


@pytest.mark.usefixtures("migrated")
def test_the_cost_of_the_run_is_booked_to_the_team_and_the_user() -> None:
    budget_periods = BudgetPeriod.objects.values_list(
        "team__name", "user__name", "month", "is_sandbox", "spent"
    )
    november = (date(2026, 11, 1), True, 250_000)
    assert {*budget_periods} == {("Posters", None, *november), (None, "Alice", *november)}
    assert Generation.objects.values_list("spent", "reserved").get() == (250_000, 0)
