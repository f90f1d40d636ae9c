"""Usage is exact at midnight, during a rollup, and after days without a rollup."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from studio.generations.models import Generation, Image
from studio.usage import rollup
from studio.usage.models import UsageDay
from studio.usage.rollup import roll_up, today
from tests.generations.finished_runs import finished_run
from tests.usage.factories import finished_on
from tests.usage.plain_count import current_usage, plain_count


def in_other_connection(function: Any) -> Any:
    """In another connection, at the same time."""

    def run() -> Any:
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


# The 25 October 2026 has 25 hours in Berlin: from 22:00 UTC to 23:00 UTC.
MOMENTS = {
    datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC): date(2026, 10, 24),
    datetime(2026, 10, 24, 22, 0, 0, tzinfo=UTC): date(2026, 10, 25),
    datetime(2026, 10, 25, 0, 30, 0, tzinfo=UTC): date(2026, 10, 25),
    datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC): date(2026, 10, 25),
    datetime(2026, 10, 25, 23, 0, 0, tzinfo=UTC): date(2026, 10, 26),
}


@pytest.mark.django_db
def test_a_run_counts_on_the_day_it_was_submitted_in_the_studios_time_zone(alice, settings, monkeypatch):
    settings.TIME_ZONE = "Europe/Berlin"
    for moment, day in MOMENTS.items():
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        finished_run(alice, 1)
        assert today() == day
        assert current_usage() == plain_count()
        roll_up()
    days = UsageDay.objects.order_by("day").values_list("day", "billed")
    assert [*days] == [(date(2026, 10, 24), 1), (date(2026, 10, 25), 3), (date(2026, 10, 26), 1)]


@pytest.mark.django_db
def test_usage_is_complete_after_days_without_a_rollup(alice, bob, team):
    for back in range(5):
        finished_on(today() - timedelta(days=back), (alice, bob)[back % 2], 2)
    roll_up()
    for back in range(8):
        finished_on(today() - timedelta(days=back), bob, 1, team=team)
    Image.objects.filter(generation__owner=alice, index=0).update(state="lost")
    assert current_usage() == plain_count()


@pytest.mark.django_db(transaction=True)
def test_a_change_during_a_rollup_is_counted_by_the_next_one(alice, monkeypatch):
    run, write = finished_run(alice, 2), rollup._write

    def change_first(runs: list[int]) -> None:
        in_other_connection(lambda: Generation.objects.filter(pk=run.pk).update(usage_tokens=7))
        write(runs)
        in_other_connection(lambda: Image.objects.filter(generation=run, index=0).mark_downloaded())

    monkeypatch.setattr(rollup, "_write", change_first)
    roll_up()
    assert current_usage() == plain_count()
    monkeypatch.setattr(rollup, "_write", write)
    roll_up()
    row = UsageDay.objects.get()
    assert (row.provider_tokens, row.kept) == (7, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_roll_up_at_the_same_time(alice, monkeypatch):
    finished_run(alice, 2)
    write, seen = rollup._write, []

    def second_worker_first(runs: list[int]) -> None:
        in_other_connection(roll_up)
        seen.append(UsageDay.objects.count())
        write(runs)

    monkeypatch.setattr(rollup, "_write", second_worker_first)
    roll_up()
    assert (seen, UsageDay.objects.get().billed) == ([0], 2)
