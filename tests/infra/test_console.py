"""What `manage.py up` prints may have no reader: that stops nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import ROOT

WRITES = """
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
        [sys.executable, "-c", WRITES], cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True
    )
    os.close(output)
    return done.returncode, done.stderr


def test_a_reader_that_has_gone_is_not_missed(pipe_without_reader):
    assert run(pipe_without_reader) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_on_a_full_disk_lines_are_lost_and_nothing_else():
    code, errors = run(os.open("/dev/full", os.O_WRONLY))
    assert (code, errors) == (0, "")
