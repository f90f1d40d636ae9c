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
    SandboxClient,
    request_body,
)

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def start(tmp_path):
    processes = []

    def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
        environment = os.environ | {
            "STUDIO_DATA": str(tmp_path),
            "SECRET_KEY": "x",
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "manage.py", "sandbox", "--port", "0", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process, process.stdout.readline().strip().removesuffix("/v1")

    yield start
    for process in processes:
        process.kill()
        process.stdout.close()
        process.wait()


def test_it_prints_its_address_and_serves(start):
    _, base_url = start("--painter", "flat", "--delay", "0")
    with SandboxClient(base_url) as sandbox:
        assert sandbox.post().status_code == 200


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_despite_an_open_stream_and_a_half_painted_image(start, signum):
    process, base_url = start("--delay", "0")
    fault = {"x-sandbox-fault": "comments:0"}
    body = request_body(stream=True, size="4096x4096")
    with SandboxClient(base_url) as sandbox, sandbox.http.stream("POST", PATH, json=body, headers=fault):
        started_at = time.monotonic()
        process.send_signal(signum)
        assert process.wait(timeout=60) == 0
        assert time.monotonic() - started_at < 5
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url)


def test_painters_do_not_outlive_a_killed_sandbox(start):
    process, base_url = start("--delay", "0")
    with SandboxClient(base_url) as sandbox:
        sandbox.post(images=["https://example.com/a.png"], fault="fail:0")
    painters = _children(process.pid)
    assert painters
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in painters):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_port_in_use_is_reported_in_one_sentence(start):
    _, base_url = start("--painter", "flat")
    command = [sys.executable, "manage.py", "sandbox", "--port", base_url.rpartition(":")[2]]
    result = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"SECRET_KEY": "x"}, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: Port ")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
