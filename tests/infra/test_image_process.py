"""Images are decoded in child processes with limits, which have nothing of their parent and die with it."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.infra.images.image_errors import ImageRejected
from studio.infra.images.image_process import ImageProcesses
from tests.database import ROOT

HERE = "tests.infra.image_functions"
PARENT = f"""
import io, sys
sys.path.insert(0, {str(ROOT)!r})
from studio.infra.images.image_process import ImageProcesses
facts, _files = ImageProcesses(jobs=2).run("{HERE}:look_around", io.BytesIO(b"x"))
print(facts["pid"], flush=True)
input()
"""


@pytest.fixture
def processes() -> Iterator[ImageProcesses]:
    """Each does one job; a second of the processor is all that it gets."""
    made = ImageProcesses(jobs=1, cpu_seconds=1)
    yield made
    made.close()


def code(processes: ImageProcesses, function: str) -> str:
    with pytest.raises(ImageRejected) as caught:
        processes.run(f"{HERE}:{function}", io.BytesIO(b"x"))
    return caught.value.code


def test_a_function_gets_the_file_and_gives_facts_and_files(processes: ImageProcesses) -> None:
    facts, files = processes.run(f"{HERE}:look_around", io.BytesIO(b"an image"))
    assert files == [b"an image", b"a second file"]
    assert facts["pid"] != os.getpid()


def test_a_rejection_keeps_its_figures(processes: ImageProcesses) -> None:
    with pytest.raises(ImageRejected) as caught:
        processes.run(f"{HERE}:reject", io.BytesIO(b"x"), side=14)
    assert (caught.value.code, caught.value.params) == ("too_small", {"side": 14})


@pytest.mark.parametrize("function", ["take_memory", "take_time", "crash"])
def test_what_takes_too_much_ends_alone(processes: ImageProcesses, function: str) -> None:
    assert code(processes, function) == "too_demanding"
    assert processes.run(f"{HERE}:look_around", io.BytesIO(b"x"))


def test_whatever_else_goes_wrong_is_a_damaged_image_and_in_the_log(
    processes: ImageProcesses, caplog: pytest.LogCaptureFixture
) -> None:
    assert code(processes, "fail") == "damaged"
    assert "ZeroDivisionError" in caplog.text


def test_nothing_of_the_parent_is_there(processes: ImageProcesses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELVERSE_API_KEY", "secret")
    facts, _files = processes.run(f"{HERE}:look_around", io.BytesIO(b"x"))
    assert set(facts["names"]) <= {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "LC_CTYPE"}
    leads = facts["descriptors"]
    assert leads.pop("0").startswith("socket:")
    assert leads.pop("1") == leads.pop("2") == "/dev/null"
    assert not any(where.startswith("socket:") for where in leads.values())


def test_an_image_never_meets_the_process_of_another(processes: ImageProcesses) -> None:
    runs = [processes.run(f"{HERE}:look_around", io.BytesIO(b"x"))[0]["pid"] for _ in range(3)]
    assert len(set(runs)) == 3


def test_with_more_jobs_a_process_is_used_again() -> None:
    processes = ImageProcesses(jobs=2)
    runs = [processes.run(f"{HERE}:look_around", io.BytesIO(b"x"))[0]["pid"] for _ in range(3)]
    processes.close()
    assert (runs[0] == runs[1], runs[1] == runs[2]) == (True, False)


def test_it_dies_with_its_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while is_running(child):
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """A zombie that nobody collects is no process any more."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
