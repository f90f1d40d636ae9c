"""With many runs, the recovery page uses indexes to read only what is open or lost."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from studio.accounts.models import User
from studio.generations.models import Generation, Image
from studio.usage.recovery.query import read
from studio.usage.recovery.summary import announced_images, lost_images, unknown_runs
from tests.generations.finished_runs import finished_run
from tests.generations.unknown_runs import unknown_run

pytestmark = pytest.mark.django_db

MANY = 1_000
COPY = {
    Generation: {"id": "nextval('generations_generation_id_seq')", "submission": "gen_random_uuid()"},
    Image: {"id": "nextval('generations_image_id_seq')", "index": "n"},
}


def copy(row: Generation | Image, times: int) -> None:
    """Inserts this many copies of the row."""
    columns = [field.column for field in row._meta.concrete_fields if not field.generated]
    changed = [COPY[type(row)].get(name, f'"{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(changed)} FROM {table},"
            f" generate_series(10, {9 + times}) n WHERE id = {row.pk}"
        )


def plan(rows: QuerySet[Generation] | QuerySet[Image]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE generations_generation, generations_image")
    return rows.order_by("-id")[:51].explain()


@pytest.fixture
def many_runs(alice: User, bob: User, team) -> None:
    """A thousand runs and images that ended well, and one run of unknown outcome."""
    run = finished_run(bob, 1, team=team)
    copy(run, MANY)
    copy(Image.objects.get(generation=run), MANY)
    unknown_run(alice, team=team)


@pytest.fixture(params=["alice", "lead", "root"])
def reader(request: pytest.FixtureRequest) -> User:
    return request.getfixturevalue(request.param)


def test_unknown_runs_are_read_by_their_partial_indexes(many_runs, reader):
    found = plan(unknown_runs(read(reader, {})))
    assert "Seq Scan on generations_generation" not in found
    assert any(name in found for name in ("run_unknown", "run_owner_state", "run_team_state"))


def test_lost_images_and_open_downloads_are_read_by_their_partial_indexes(many_runs, reader):
    query = read(reader, {})
    assert "image_lost" in plan(lost_images(query))
    assert "image_to_fetch" in plan(announced_images(query))
