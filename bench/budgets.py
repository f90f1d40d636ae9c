"""P14: a submit with budgets against one without, and 200 reservations a second against one budget's row."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from bench.place import Place
from bench.rows import Row
from studio.infra.deploy.processes import set_pdeathsig
from tests.database import ROOT

PROCESSES, PEOPLE = 4, 8
RATE = 200  # a second


def run(place: Place, *, times: int = 400, reservations: int = 2000) -> list[Row]:
    assert place.database
    ours, bare = _medians(times)
    wrong, rate = _race(reservations)
    return [
        Row.compare("P14 submit with two budgets : without, p50", ours, bare, goal=1.2),
        Row.within(f"P14 wrong admissions of {reservations}", wrong, goal=0, unit="runs"),
        Row.within(
            f"P14 a reservation in one row, {PROCESSES} processes ({rate:.0f} a second)",
            1000 / rate,
            goal=1000 / RATE,
            unit="ms",
        ),
    ]


def _medians(times: int) -> tuple[float, float]:
    """In milliseconds, with budgets and without, in turns; the first ones warm up."""
    from bench.budget_people import Submitter, new_team

    team, users = new_team(1, images=10**6, personal=True)
    submit = Submitter(team.pk, [user.pk for user in users])
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * times + 10):
        has_budgets = bool(number % 2)
        with ExitStack() as stack:
            if not has_budgets:
                stack.enter_context(_without_budgets())
            started = time.perf_counter()
            submit(number)
            took[has_budgets].append((time.perf_counter() - started) * 1000)
    return statistics.median(took[True][5:]), statistics.median(took[False][5:])


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
