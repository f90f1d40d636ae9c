"""`manage.py sandbox`, as a process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.sandbox.client import (
    PATH,
    Caller,
    order,
)

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def start(tmp_path):
    started = []

    def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
        environment = os.environ | {
            "STUDIO_DATA": str(tmp_path),
            "SECRET_KEY": "x",
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "manage.py", "sandbox", "--port", "0", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process, process.stdout.readline().strip().removesuffix("/v1")

    yield start
    for process in started:
        process.kill()
        process.stdout.close()
        process.wait()


def test_it_prints_its_address_and_serves(start):
    _, base = start("--painter", "flat", "--delay", "0")
    with Caller(base) as caller:
        assert caller.post().status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_leaves_at_once_though_a_stream_is_open_and_a_picture_half_painted(start, number):
    process, base = start("--delay", "0")
    fault = {"x-sandbox-fault": "comments:0"}
    body = order(stream=True, size="4096x4096")
    with Caller(base) as caller, caller.http.stream("POST", PATH, json=body, headers=fault):
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - begun < 5
    with pytest.raises(httpx.ConnectError):
        httpx.get(base)


def test_painters_do_not_outlive_a_killed_sandbox(start):
    process, base = start("--delay", "0")
    with Caller(base) as caller:
        caller.post(images=["https://example.com/a.png"], fault="fail:0")
    painters = _children(process.pid)
    assert painters
    process.kill()
    process.wait()
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in painters):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_taken_port_is_one_sentence(start):
    _, base = start("--painter", "flat")
    command = [sys.executable, "manage.py", "sandbox", "--port", base.rpartition(":")[2]]
    answer = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"SECRET_KEY": "x"}, capture_output=True, text=True
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("CommandError: Port ")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
