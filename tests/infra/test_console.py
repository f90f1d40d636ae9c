"""`manage.py up` goes on when nobody reads its output."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import ROOT

SCRIPT = """
from studio.infra.deploy.console import relay, write_line
for n in range(1000):
    relay("worker", b"Working" * 20)
write_line("Stopped.")
"""


@pytest.fixture
def pipe_without_reader() -> int:
    readable, writable = os.pipe()
    os.close(readable)
    return writable


def run(output: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True
    )
    os.close(output)
    return done.returncode, done.stderr


def test_a_closed_pipe_is_no_error(pipe_without_reader):
    assert run(pipe_without_reader) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_loses_only_the_output():
    code, errors = run(os.open("/dev/full", os.O_WRONLY))
    assert (code, errors) == (0, "")
