"""A child process is restarted when it dies; it is asked to stop, and killed when it does not."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from studio.infra.deploy.process_restart import Child, Program


def program(source: str) -> Program:
    return Program(name="child", command=(sys.executable, "-uc", source), environment=dict(os.environ))


async def wait_for_output(capsys: pytest.CaptureFixture[str], text: str) -> str:
    """Waits until the text is printed; returns all that was printed."""
    seen = ""
    async with asyncio.timeout(40):
        while text not in seen:
            await asyncio.sleep(0.02)
            seen += capsys.readouterr().out
    return seen


async def test_output_lines_start_with_the_name_of_the_child(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        await Child(program("print('hello'); print('x' * 3_000_000); print('end'); exit(3)")).run_once() == 3
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "child    | hello"
    assert lines[-1] == "child    | end"


async def test_a_child_that_dies_is_restarted(capsys: pytest.CaptureFixture[str]) -> None:
    child = Child(program("import os, time; print(f'I am {os.getpid()}'); time.sleep(60)"))
    running = asyncio.create_task(child.keep_running())
    await wait_for_output(capsys, "I am")
    assert child.alive
    os.kill(child.pid, signal.SIGKILL)
    output = await wait_for_output(capsys, "I am")
    assert "child ended (SIGKILL) and starts again in 0.5 s." in output
    await child.stop(grace=30)
    await asyncio.wait_for(running, 40)
    assert not child.alive


async def test_a_child_that_does_not_stop_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    ignores_sigterm = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    )
    child = Child(program(ignores_sigterm))
    running = asyncio.create_task(child.keep_running())
    await wait_for_output(capsys, "up")
    await child.stop(grace=0.1)
    await asyncio.wait_for(running, 40)
    assert "is killed" in capsys.readouterr().out


async def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    parent = """
import asyncio, os, pathlib, sys
from studio.infra.deploy.process_restart import Child, Program
sleeper = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
program = Program(name="sleeper", command=(sys.executable, "-c", sleeper), environment=dict(os.environ))
asyncio.run(Child(program).keep_running())
"""
    root = str(Path(__file__).parents[2])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}
    )
    async with asyncio.timeout(40):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            await asyncio.sleep(0.02)
        process.kill()
        await process.wait()
        pid = int((tmp_path / "pid").read_text())
        while is_running(pid):
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
