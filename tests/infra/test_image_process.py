"""Images are decoded in child processes with limits, which inherit nothing from their parent and die with it."""

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

FUNCTIONS = "tests.infra.image_functions"
PARENT = f"""
import io, sys
sys.path.insert(0, {str(ROOT)!r})
from studio.infra.images.image_process import ImageProcesses
facts, _files = ImageProcesses(jobs=2).run("{FUNCTIONS}:describe_process", io.BytesIO(b"x"))
print(facts["pid"], flush=True)
input()
"""


@pytest.fixture
def processes() -> Iterator[ImageProcesses]:
    """Each process does one job and gets one second of CPU time."""
    created = ImageProcesses(jobs=1, cpu_seconds=1)
    yield created
    created.close()


def rejection_code(processes: ImageProcesses, function: str) -> str:
    with pytest.raises(ImageRejected) as caught:
        processes.run(f"{FUNCTIONS}:{function}", io.BytesIO(b"x"))
    return caught.value.code


def test_a_function_gets_the_file_and_returns_facts_and_files(processes: ImageProcesses) -> None:
    facts, files = processes.run(f"{FUNCTIONS}:describe_process", io.BytesIO(b"an image"))
    assert files == [b"an image", b"a second file"]
    assert facts["pid"] != os.getpid()


def test_a_rejection_keeps_its_parameters(processes: ImageProcesses) -> None:
    with pytest.raises(ImageRejected) as caught:
        processes.run(f"{FUNCTIONS}:reject", io.BytesIO(b"x"), side=14)
    assert (caught.value.code, caught.value.params) == ("too_small", {"side": 14})


@pytest.mark.parametrize("function", ["exhaust_memory", "exhaust_cpu_time", "crash"])
def test_a_process_that_exceeds_its_limits_does_not_affect_the_next(
    processes: ImageProcesses, function: str
) -> None:
    assert rejection_code(processes, function) == "too_demanding"
    assert processes.run(f"{FUNCTIONS}:describe_process", io.BytesIO(b"x"))


def test_any_other_error_means_a_damaged_image_and_is_logged(
    processes: ImageProcesses, caplog: pytest.LogCaptureFixture
) -> None:
    assert rejection_code(processes, "fail") == "damaged"
    assert "ZeroDivisionError" in caplog.text


def test_a_process_inherits_nothing_from_its_parent(
    processes: ImageProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELVERSE_API_KEY", "secret")
    facts, _files = processes.run(f"{FUNCTIONS}:describe_process", io.BytesIO(b"x"))
    assert set(facts["names"]) <= {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "LC_CTYPE"}
    targets = facts["descriptors"]
    assert targets.pop("0").startswith("socket:")
    assert targets.pop("1") == targets.pop("2") == "/dev/null"
    assert not any(target.startswith("socket:") for target in targets.values())


def test_every_image_gets_a_process_of_its_own(processes: ImageProcesses) -> None:
    runs = [processes.run(f"{FUNCTIONS}:describe_process", io.BytesIO(b"x"))[0]["pid"] for _ in range(3)]
    assert len(set(runs)) == 3


def test_with_more_jobs_a_process_is_reused() -> None:
    processes = ImageProcesses(jobs=2)
    runs = [processes.run(f"{FUNCTIONS}:describe_process", io.BytesIO(b"x"))[0]["pid"] for _ in range(3)]
    processes.close()
    assert (runs[0] == runs[1], runs[1] == runs[2]) == (True, False)


def test_a_process_dies_with_its_parent() -> None:
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
    """A zombie does not count as running."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
