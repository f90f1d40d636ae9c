"""`manage.py up` on a fresh data folder: it starts everything, restarts what dies, and leaves nothing behind."""

import contextlib
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.database import ROOT
from tests.live import free_port, new_open_folder

TIMEOUT = 180.0  # seconds; a busy machine takes long to create a database
PROGRAMS = {"postgres", "web", "worker", "sandbox"}


class Up:
    """One `manage.py up` and the processes below it."""

    def __init__(self, folder: Path, *, manage: Path = ROOT / "manage.py", **environment: str) -> None:
        self.folder = folder
        self.manage = manage
        self.port = int(environment.get("PORT", free_port()))
        self.output = Path(tempfile.mkstemp(prefix="studio-up-")[1])
        self.env = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in ("DATABASE_URL", "SECRET_KEY")
            },
            "STUDIO_DATA": str(folder),
            "PORT": str(self.port),
            "STUDIO_SANDBOX_PORT": str(free_port()),
            **environment,
        }

    def start(self) -> None:
        with self.output.open("wb") as output:
            self.process = psutil.Popen(
                [sys.executable, str(self.manage), "up"],
                env=self.env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        wait_until(lambda: "The studio is ready" in self.log() or self.process.poll() is not None)
        assert self.process.poll() is None, self.log()

    def log(self) -> str:
        return self.output.read_text()

    def programs(self) -> dict[str, psutil.Process]:
        """The running programs, by name."""
        found = {}
        for child in self.process.children():
            with contextlib.suppress(psutil.Error):  # it has exited in the meantime
                found[_name(child)] = child
        return found

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return int(self.process.wait(TIMEOUT))


def _name(process: psutil.Process) -> str:
    command = process.cmdline()
    if command and Path(command[0]).name == "postgres":
        return "postgres"
    return command[2] if len(command) > 2 else "ending"


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def refusal(folder: Path, *, manage: Path = ROOT / "manage.py", **environment: str) -> str:
    """What `manage.py up` says when it does not start: one line, no traceback."""
    up = Up(folder, manage=manage, **environment)
    up.start()
    assert up.process.wait(TIMEOUT) == 1
    assert len(up.log().splitlines()) == 1
    return up.log()


@pytest.fixture(scope="module")
def _up() -> Iterator[Up]:
    with new_open_folder() as folder:
        up = Up(folder / "data")
        up.start()
        yield up
        if up.process.is_running():
            up.stop(signal.SIGTERM)


@pytest.fixture
def up(_up: Up) -> Up:
    """One studio for all tests, since creating a database is slow. A test may stop it; it is restarted for the next."""
    if not _up.process.is_running():
        _up.start()
    _up.wait_until_ready()
    return _up


def test_first_start_restarts_and_shutdown(up: Up) -> None:
    assert set(up.programs()) == PROGRAMS
    assert f"The studio is ready: http://localhost:{up.port}" in up.log()
    assert "Provider: sandbox" in up.log()
    link = re.search(r"works once\): (\S+)", up.log())
    assert link
    assert httpx.get(link[1]).status_code == 200

    # Every program that dies is restarted.
    before = up.programs()
    for process in before.values():
        process.kill()
    wait_until(
        lambda: set(up.programs()) == PROGRAMS and not set(up.programs().values()) & set(before.values())
    )
    wait_until(lambda: _is_healthy(up.port))

    # Ctrl-C: no process is left, and the next start keeps everything without another setup.
    processes = up.programs().values()
    assert up.stop(signal.SIGINT) == 0
    assert not any(process.is_running() for process in processes)
    assert up.log().endswith("Stopped.\n")
    up.start()
    up.wait_until_ready()
    assert httpx.get(link[1]).status_code == 200


def test_a_killed_supervisor_ends_all_programs_and_can_start_again(up: Up) -> None:
    processes = list(up.programs().values())
    up.process.kill()
    up.process.wait()
    up.start()
    up.wait_until_ready()
    assert not any(process.is_running() for process in processes)


def test_a_second_signal_stops_at_once(up: Up) -> None:
    worker, processes = up.programs()["worker"], list(up.programs().values())
    worker.suspend()  # it can no longer exit by itself
    up.process.send_signal(signal.SIGINT)
    wait_until(lambda: "Stopping" in up.log())
    assert up.stop(signal.SIGINT) == 1
    wait_until(lambda: not any(process.is_running() for process in processes))


def test_two_studios_cannot_share_a_data_folder(up: Up) -> None:
    assert "Another studio runs on the data folder" in refusal(up.folder)


def test_a_taken_port_has_a_one_line_error(open_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} is taken" in refusal(open_folder / "data", PORT=str(port))
        assert f"Port {port}, the sandbox's" in refusal(open_folder / "data2", STUDIO_SANDBOX_PORT=str(port))


def test_a_folder_that_cannot_be_written_has_a_one_line_error(open_folder: Path) -> None:
    (open_folder / "file").touch()
    assert "cannot be written" in refusal(open_folder / "file" / "data")


def test_a_wrong_setting_has_a_one_line_error(open_folder: Path) -> None:
    assert "STUDIO_PROVIDER" in refusal(open_folder / "data", STUDIO_PROVIDER="nobody")


def test_missing_browser_libraries_are_reported(open_folder: Path) -> None:
    for name in ("studio", "static", "templates"):
        shutil.copytree(ROOT / name, open_folder / name)
    manage = open_folder / "manage.py"
    shutil.copy(ROOT / "manage.py", manage)
    assert "install Node" in refusal(open_folder / "data", manage=manage)


def _is_healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.HTTPError:
        return False
