"""A failing housekeeping task does not stop the others, and several workers can run them at once."""

import os
from pathlib import Path

import pytest

from studio.generations.execution import reconciler, worker_context
from studio.generations.execution.fetch import remove_leftovers
from studio.infra.jobs import periodic


@pytest.mark.django_db(transaction=True)
async def test_a_failing_task_is_logged_and_the_others_still_run(monkeypatch, caplog):
    done = []

    def broken() -> None:
        raise FileNotFoundError("another worker was first")

    monkeypatch.setattr(periodic, "hourly", [broken, lambda: done.append("rest")])
    monkeypatch.setattr(reconciler, "hourly", periodic.hourly)
    async with worker_context.open():
        await reconciler.housekeeping()
    assert done == ["rest"]
    assert "broken failed" in caplog.text


def test_a_leftover_file_that_another_worker_deleted_is_no_error(tmp_path: Path):
    for name in ("1.part", "2.part", "young.part"):
        (tmp_path / name).touch()
    for name in ("1.part", "2.part"):
        os.utime(tmp_path / name, (0, 0))

    class Incoming(type(tmp_path)):
        """A folder in which another worker deletes a file right after it was listed."""

        def glob(self, pattern, **options):
            found = sorted(super().glob(pattern, **options))
            (tmp_path / "1.part").unlink()
            return found

    remove_leftovers(Incoming(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["young.part"]
