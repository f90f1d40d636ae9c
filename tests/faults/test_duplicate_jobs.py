"""One job delivered many times to several workers is one call."""

from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.states import SlotState
from tests.faults.factories import FaultStudio, Run


def test_a_job_delivered_twenty_times_to_three_workers_is_one_call(
    steady: FaultStudio, tmp_path: Path
) -> None:
    others = []
    for name in ("second", "third"):
        folder = tmp_path / name
        folder.mkdir()
        others.append(steady.sibling(folder))
    try:
        for other in others:
            other.start("worker")
        with steady.db(), transaction.atomic():
            run = steady.submit(images=3)
            steady.deliver_again(run, times=19)
        steady.until_ended(run)
        steady.until(lambda: _jobs_left(steady, run) == 0)
    finally:
        for other in others:
            other.stop()
    assert len(steady.book_of(run)["calls"]) == 1
    assert steady.row(run).attempts == 1
    assert steady.slots(run) == [SlotState.STORED] * 3
    assert len(steady.files_of(run)) == 3
    assert steady.check_nothing_lost(run) == {"stored": 3}


def _jobs_left(studio: FaultStudio, run: Run) -> int:
    with studio.db():
        return ProcrastinateJob.objects.filter(args__run=run.pk, status__in=["todo", "doing"]).count()
