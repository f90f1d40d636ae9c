"""Whatever happens to runs, in whatever order, and wherever a process dies: the books balance."""

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
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

IMAGE = 250_000
PROBLEM = ProviderError("TooManyRequests", "No", status=429, outcome=Outcome.RETRY)


class Killed(BaseException):
    """The process is gone, and PostgreSQL undoes what it had not committed."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """Dies before one of the next statements, unless there are fewer; the rollback itself is let through."""
    left = [statements]

    def execute(run: Callable[..., Any], *arguments: Any) -> Any:
        left[0] -= 1
        if left[0] == -1:
            raise Killed
        return run(*arguments)

    with connection.execute_wrapper(execute):
        yield


@dataclass(slots=True)
class Studio:
    """Two people, one team, and what may happen to their runs."""

    alice: User
    team: Team
    runs: list[Generation] = field(default_factory=list)

    def submit(self, number: int) -> None:
        team = self.team if number % 2 else None
        self.runs.append(run_of(self.alice, team=team, max_images=1 + number % 3))

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
        transitions.refused(run.pk, PROBLEM)

    def back_off(self, run: Generation, number: int) -> None:
        transitions.back_off(run.pk, PROBLEM, until=timezone.now() - timedelta(seconds=1))

    def lose_worker(self, run: Generation, number: int) -> None:
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


OF_RUNS = (
    "claim", "image", "image", "failed_image", "usage", "end", "refuse", "back_off", "lose_worker", "lose_worker",
    "accept", "dismiss", "cancel", "settle_again",
)  # fmt: skip
STEP = st.tuples(st.sampled_from(["submit", *OF_RUNS]), st.integers(0, 40), st.none() | st.integers(0, 30))


def take(studio: Studio, name: str, number: int) -> None:
    """What a person or the provider may not do is refused; that too must leave the books right."""
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
def test_the_books_balance_after_every_step_and_every_kill(alice, team, steps):
    with transaction.atomic():
        set_budget(alice, 8 * IMAGE)
        set_budget(team, 4 * IMAGE)
        studio = Studio(alice, team)
        for name, number, kill_at in steps:
            try:
                with killed_after(1000 if kill_at is None else kill_at):
                    take(studio, name, number)
            except Killed:
                pass
            studio.runs = list(Generation.objects.order_by("pk"))
            assert differences() == []
        assert_nothing_is_reserved_without_a_reason()
        transaction.set_rollback(True)


def assert_nothing_is_reserved_without_a_reason() -> None:
    """Once every run has ended and its outcome is known, all that is booked is spent."""
    for run in Generation.objects.all():
        transitions.claim(run.pk)
        transitions.ended(run.pk, completed=True)
    billed = sum(run.billed_count for run in Generation.objects.prefetch_related("images"))
    mine = BudgetPeriod.objects.filter(team=None)
    assert [*mine.values_list("spent", "reserved")] in ([(billed * IMAGE, 0)], [])
