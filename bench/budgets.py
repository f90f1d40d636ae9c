"""P14: a submit with budgets against one without, how long it holds its budgets' rows, and a race for one budget.

Whoever submits to the same budget waits for the row that another submit holds, so 5 ms of it are 200 submits a second.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from bench.place import Place
from bench.rows import Row
from studio.infra.deploy.processes import set_pdeathsig
from tests.database import ROOT

PROCESSES, PEOPLE = 4, 8
RATE = 200  # a second


def run(place: Place, *, times: int = 400, reservations: int = 2000) -> list[Row]:
    assert place.database
    ours, bare, held = _medians(times)
    wrong, rate = _race(reservations)
    return [
        Row.compare("P14 submit with two budgets : without, p50", ours, bare, goal=1.2),
        Row.within(
            f"P14 a submit holds its budgets' rows ({100 * held / ours:.0f} % of it), p50",
            held,
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
    """In milliseconds, with budgets and without, in turns, and for how long of the first the budgets' rows are held;
    the first ones warm up."""
    from bench.budget_people import Submitter, new_team

    team, users = new_team(1, images=10**6, personal=True)
    submit = Submitter(team.pk, [user.pk for user in users])
    took: dict[bool, list[float]] = {True: [], False: []}
    reserved: list[float] = []
    held: list[float] = []
    for number in range(2 * times + 10):
        has_budgets = bool(number % 2)
        with _timed_reserve(reserved) if has_budgets else _without_budgets():
            started = time.perf_counter()
            submit(number)
            ended = time.perf_counter()
        took[has_budgets].append((ended - started) * 1000)
        if has_budgets:
            held.append((ended - reserved[-1]) * 1000)
    ours, bare, holding = (statistics.median(one[5:]) for one in (took[True], took[False], held))
    return ours, bare, holding


@contextmanager
def _timed_reserve(began: list[float]) -> Iterator[None]:
    """Adds when it begins to reserve: from then on, until the commit, others wait for the rows."""
    from studio.generations.runs import submit

    reserve = submit.reserve

    def timed(*arguments: Any) -> None:
        began.append(time.perf_counter())
        reserve(*arguments)

    with patch.object(submit, "reserve", timed):
        yield


@contextmanager
def _without_budgets() -> Iterator[None]:
    """As it was before there were prices and budgets."""
    submit = "studio.generations.runs.submit"
    with (
        patch(f"{submit}.current_price", return_value=250_000),
        patch(f"{submit}.open_periods", return_value=[]),
        patch(f"{submit}.reserve"),
    ):
        yield


def _race(reservations: int) -> tuple[int, float]:
    """How far the admissions are from what fits, and how many a second there were."""
    from bench.budget_people import new_team, reserved_of

    fit = reservations // 2
    team, users = new_team(PEOPLE, images=fit)
    command = [sys.executable, "-m", "bench.reserver", str(team.pk), str(reservations // PROCESSES)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(_process([*command, *(str(user.pk) for user in users)]))
            for _ in range(PROCESSES)
        ]
        answers = _started_together(processes)
    admitted = sum(int(answer[0]) for answer in answers)
    seconds = max(float(answer[1]) for answer in answers)
    return abs(admitted - fit) + abs(reserved_of(team) - fit), reservations / seconds


def _started_together(processes: list[subprocess.Popen[str]]) -> list[list[str]]:
    """What each has printed at its end."""
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
def _process(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
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
