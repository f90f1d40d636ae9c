"""The ledger stays consistent after any sequence of run events and a crash before any statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from studio.accounts.models import Team, User
from studio.budgets.limits import set_budget
from studio.budgets.models import BudgetPeriod
from studio.budgets.reserving import BudgetExceeded
from studio.generations.execution import transitions
from studio.generations.ledger.ledger_check import differences
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation
from studio.generations.models import Outcome as Billed
from studio.generations.runs.cancel import cancel
from studio.generations.runs.outcome_decisions import decide
from studio.generations.runs.rerun import Refused
from studio.provider.errors import Outcome, ProviderError
from studio.provider.stream.events import Completed, ImageFailed, ImageSucceeded
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

IMAGE = 250_000
RATE_LIMITED = ProviderError("TooManyRequests", "No", status=429, outcome=Outcome.RETRY)


class Killed(BaseException):
    """The process was killed: PostgreSQL rolls back what it had not committed."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """Raises Killed after so many statements, unless there are fewer; the rollback itself still runs."""
    remaining = [statements]

    def count_statement(execute: Callable[..., Any], *arguments: Any) -> Any:
        remaining[0] -= 1
        if remaining[0] == -1:
            raise Killed
        return execute(*arguments)

    with connection.execute_wrapper(count_statement):
        yield


@dataclass(slots=True)
class Studio:
    """A user, a team, and the events that can happen to their runs."""

    alice: User
    team: Team
    runs: list[Generation] = field(default_factory=list)

    def submit(self, number: int) -> None:
        team = self.team if number % 2 else None
        self.runs.append(create_run(self.alice, team=team, max_images=1 + number % 3))

    def claim(self, run: Generation, number: int) -> None:
        transitions.claim(run.pk)

    def image(self, run: Generation, number: int) -> None:
        transitions.image_made(run.pk, ImageSucceeded(index=number % 4, url=f"https://x/{number}", size=None))

    def failed_image(self, run: Generation, number: int) -> None:
        transitions.image_failed(run.pk, ImageFailed(index=number % 4, code="Sensitive", message=""))

    def usage(self, run: Generation, number: int) -> None:
        transitions.usage(run.pk, Completed(images=number % 4, output_tokens=None, total_tokens=None))

    def end(self, run: Generation, number: int) -> None:
        transitions.ended(run.pk, completed=bool(number % 2))

    def refuse(self, run: Generation, number: int) -> None:
        transitions.refused(run.pk, RATE_LIMITED)

    def back_off(self, run: Generation, number: int) -> None:
        transitions.back_off(run.pk, RATE_LIMITED, until=timezone.now() - timedelta(seconds=1))

    def worker_lost(self, run: Generation, number: int) -> None:
        transitions.unknown(run.pk, code="worker_lost", message="")

    def cancel(self, run: Generation, number: int) -> None:
        cancel(run, by=self.alice)

    def accept(self, run: Generation, number: int) -> None:
        decide(run, Billed.BILLED, by=self.alice, note="Seen")

    def dismiss(self, run: Generation, number: int) -> None:
        decide(run, Billed.NOT_BILLED, by=self.alice, note="Seen")

    def settle_again(self, run: Generation, number: int) -> None:
        with transaction.atomic():
            settle(run)


RUN_EVENTS = (
    "claim", "image", "image", "failed_image", "usage", "end", "refuse", "back_off", "worker_lost", "worker_lost",
    "accept", "dismiss", "cancel", "settle_again",
)  # fmt: skip
STEP = st.tuples(st.sampled_from(["submit", *RUN_EVENTS]), st.integers(0, 40), st.none() | st.integers(0, 30))


def perform_step(studio: Studio, name: str, number: int) -> None:
    """A step that is not allowed is refused; the ledger must be consistent afterwards too."""
    try:
        if name == "submit":
            studio.submit(number)
        elif studio.runs:
            getattr(studio, name)(studio.runs[number % len(studio.runs)], number)
    except (BudgetExceeded, Refused):
        return


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=4, max_size=16))
def test_the_ledger_is_consistent_after_every_step_and_every_crash(alice, team, steps):
    with transaction.atomic():
        set_budget(alice, 8 * IMAGE)
        set_budget(team, 4 * IMAGE)
        studio = Studio(alice, team)
        for name, number, kill_at in steps:
            try:
                with killed_after(1000 if kill_at is None else kill_at):
                    perform_step(studio, name, number)
            except Killed:
                pass
            studio.runs = list(Generation.objects.order_by("pk"))
            assert differences() == []
        assert_nothing_stays_reserved()
        transaction.set_rollback(True)


def assert_nothing_stays_reserved() -> None:
    """Once every run has ended with a known outcome, all amounts are spent and none is reserved."""
    for run in Generation.objects.all():
        transitions.claim(run.pk)
        transitions.ended(run.pk, completed=True)
    billed = sum(run.billed_count for run in Generation.objects.prefetch_related("images"))
    personal_periods = BudgetPeriod.objects.filter(team=None)
    assert [*personal_periods.values_list("spent", "reserved")] in ([(billed * IMAGE, 0)], [])
