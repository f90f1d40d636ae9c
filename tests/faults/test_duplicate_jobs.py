"""A job delivered many times to several workers makes one call."""

from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.states import SlotState
from tests.faults.factories import FaultStudio, Run


def test_a_job_delivered_twenty_times_to_three_workers_makes_one_call(
    studio: FaultStudio, tmp_path: Path
) -> None:
    others = []
    for name in ("second", "third"):
        folder = tmp_path / name
        folder.mkdir()
        others.append(studio.sibling(folder))
    try:
        for other in others:
            other.start("worker")
        with studio.db(), transaction.atomic():
            run = studio.submit(images=3)
            studio.redeliver(run, times=19)
        studio.wait_until_ended(run)
        studio.wait_until(lambda: _jobs_left(studio, run) == 0)
    finally:
        for other in others:
            other.stop()
    assert len(studio.ledger_of(run)["calls"]) == 1
    assert studio.row(run).attempts == 1
    assert studio.slots(run) == [SlotState.STORED] * 3
    assert len(studio.files_of(run)) == 3
    assert studio.check_nothing_lost(run) == {"stored": 3}


def _jobs_left(studio: FaultStudio, run: Run) -> int:
    with studio.db():
        return ProcrastinateJob.objects.filter(args__run=run.pk, status__in=["todo", "doing"]).count()
