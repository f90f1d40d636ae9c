"""P14: a submit with budgets against one without, how long it locks its budgets' rows, and a race for one budget.

Submits to the same budget wait for each other's row lock, so holding it for 5 ms allows 200 submits a second.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from bench.environment import BenchEnvironment
from bench.rows import Row
from studio.infra.deploy.processes import set_pdeathsig
from tests.database import ROOT

PROCESSES, PEOPLE = 4, 8
RATE = 200  # submits a second


def run(environment: BenchEnvironment, *, times: int = 400, reservations: int = 2000) -> list[Row]:
    assert environment.database_url
    with_budgets, without, locked = _medians(times)
    wrong, rate = _race(reservations)
    return [
        Row.compare("P14 submit with two budgets : without, p50", with_budgets, without, goal=1.2),
        Row.within(
            f"P14 a submit holds its budgets' rows ({100 * locked / with_budgets:.0f} % of it), p50",
            locked,
            goal=1000 / RATE,
            unit="ms",
        ),
        Row.within(f"P14 wrong admissions of {reservations}", wrong, goal=0, unit="runs"),
        Row.within(
            f"P14 reservations of one budget, {PROCESSES} processes ({rate:.0f} a second), each",
            1000 / rate,
            goal=1000 / RATE,
            unit="ms",
        ),
    ]


def _medians(times: int) -> tuple[float, float, float]:
    """Milliseconds of a submit with budgets and without, alternating, and how long the first locks the budgets' rows;
    the first submits warm up."""
    from bench.budget_workload import Submitter, new_team

    team, users = new_team(1, images=10**6, personal=True)
    submit = Submitter(team.pk, [user.pk for user in users])
    durations: dict[bool, list[float]] = {True: [], False: []}
    reserve_starts: list[float] = []
    lock_durations: list[float] = []
    for number in range(2 * times + 10):
        has_budgets = bool(number % 2)
        with _record_reserve_start(reserve_starts) if has_budgets else _without_budgets():
            started = time.perf_counter()
            submit(number)
            ended = time.perf_counter()
        durations[has_budgets].append((ended - started) * 1000)
        if has_budgets:
            lock_durations.append((ended - reserve_starts[-1]) * 1000)
    with_budgets, without, locked = (
        statistics.median(values[5:]) for values in (durations[True], durations[False], lock_durations)
    )
    return with_budgets, without, locked


@contextmanager
def _record_reserve_start(starts: list[float]) -> Iterator[None]:
    """Records when reserving begins: from then until the commit, others wait for the row locks."""
    from studio.generations.runs import submit

    reserve = submit.reserve

    def timed(*arguments: Any) -> None:
        starts.append(time.perf_counter())
        reserve(*arguments)

    with patch.object(submit, "reserve", timed):
        yield


@contextmanager
def _without_budgets() -> Iterator[None]:
    """Submits without prices and budgets."""
    submit = "studio.generations.runs.submit"
    with (
        patch(f"{submit}.current_price", return_value=250_000),
        patch(f"{submit}.open_periods", return_value=[]),
        patch(f"{submit}.reserve"),
    ):
        yield


def _race(reservations: int) -> tuple[int, float]:
    """Returns the error against what the budget allows, and the reservations a second."""
    from bench.budget_workload import new_team, reserved_images

    capacity = reservations // 2
    team, users = new_team(PEOPLE, images=capacity)
    command = [sys.executable, "-m", "bench.reserver", str(team.pk), str(reservations // PROCESSES)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(_running_process([*command, *(str(user.pk) for user in users)]))
            for _ in range(PROCESSES)
        ]
        outputs = _start_together(processes)
    admitted = sum(int(output[0]) for output in outputs)
    seconds = max(float(output[1]) for output in outputs)
    return abs(admitted - capacity) + abs(reserved_images(team) - capacity), reservations / seconds


def _start_together(processes: list[subprocess.Popen[str]]) -> list[list[str]]:
    """Starts all once each is ready; returns the words that each printed at its end."""
    for process in processes:
        assert process.stdout
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("A process does not start.")
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate()[0].split() for process in processes]


@contextmanager
def _running_process(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=set_pdeathsig(),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
