"""A month of runs with failures, kills and unknown outcomes: afterwards our books say what the sandbox's own say."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from studio.accounts.models import Membership, Role, Team, User
from studio.budgets.limits import set_budget
from studio.generations.execution.state_change_effects import tokens_of
from studio.generations.ledger.ledger_check import differences
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation, Image
from studio.generations.runs.cancel import cancel
from studio.generations.runs.download_actions import give_up
from studio.generations.states import RunState, SlotState
from tests.faults.factories import FaultStudio, Run
from tests.fixtures import run_of

IMAGES, IMAGE = 3, 250_000
PLAIN = (
    "",
    "fail:1",
    "fail:0,1,2",
    "internal:1",
    "abort:0",
    "abort:1",
    "fewer:1",
    "http401",
    "quota",
    "error200",
)
ODD = (
    "repeat_index",
    "missing_index",
    "reorder",
    "no_completed",
    "two_completed",
    "wrong_usage",
    "link_size:1",
)
RETRIED = ("rate:2", "overloaded:1", "http500")
NOBODY_KNOWS = (
    "drop", "drop_at_once", "drop_after:1", "drop_mid:1", "html200", "http502", "http504", "no_completed,fewer:2",
)  # fmt: skip
UNREACHABLE = "link404"
KILLED_AT = ("sending", "event", "end")
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Every run by what befell it, half of them in a team."""

    studio: FaultStudio
    alice: User
    team: Team
    runs: dict[str, Run]


@pytest.fixture(scope="module")
def month(new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]) -> Iterator[Month]:
    studio = new_fault_studio(new_sandbox())
    alice = studio.someone()
    with studio.db():
        team = Team.objects.create(name="Posters", slug="posters")
        Membership.objects.create(user=alice, team=team, role=Role.DESIGNER)
        for subject in (alice, team):
            set_budget(subject, 1000 * IMAGE)
    month = Month(studio=studio, alice=alice, team=team, runs={})
    let_it_pass(month)
    yield month
    studio.stop()


def let_it_pass(month: Month) -> None:
    studio = month.studio
    with studio.db():
        cancel(Generation.objects.get(pk=submit(month, CANCELLED).pk), by=month.alice)
    for point in KILLED_AT:
        submit(month, point)
        studio.env["STUDIO_KILL_AT"] = point
        studio.start("worker")
        assert studio.wait("worker") == -signal.SIGKILL
    del studio.env["STUDIO_KILL_AT"]
    studio.let_the_dead_be_missed()
    studio.start("worker")
    for script in (*PLAIN, *ODD, *RETRIED, *NOBODY_KNOWS, UNREACHABLE):
        submit(month, script)
    studio.hurry_until_ended(*month.runs.values())


def submit(month: Month, script: str) -> Run:
    fault = f"[[fault:{script}]]" if script not in ("", CANCELLED, *KILLED_AT) else ""
    team = month.team if len(month.runs) % 2 else None
    with month.studio.db():
        made = run_of(
            month.alice,
            team=team,
            prompt=f"Vase {len(month.runs)} {fault}",
            max_images=IMAGES,
            size="2560x1440",
        )
    month.runs[script] = Run(pk=made.pk, nonce=made.submission.hex)
    return month.runs[script]


@transaction.atomic
def decide(run: Generation, billed: int) -> None:
    """As a person does who has seen the provider's bill: so many of the unknown images are billed, and lost."""
    open_slots = list(
        Image.objects.filter(generation=run, state=SlotState.UNKNOWN).values_list("pk", flat=True)
    )
    lost, dismissed = open_slots[:billed], open_slots[billed:]
    Image.objects.filter(pk__in=lost).update(state=SlotState.LOST, pixels=run.expected.pixels)
    Image.objects.filter(pk__in=dismissed).update(state=SlotState.NOT_PRODUCED)
    state = RunState.COMPLETED if billed or run.billed_count else RunState.FAILED
    Generation.objects.filter(pk=run.pk).update(state=state, tokens=tokens_of(run))
    settle(run)


def test_while_nobody_has_decided_the_bill_is_within_what_is_spent_and_reserved(month: Month) -> None:
    for script, run in month.runs.items():
        row, billed = month.studio.row(run), len(month.studio.billed(run))
        assert row.spent <= billed * IMAGE <= row.spent + row.reserved, script
        assert row.state == RunState.UNKNOWN or row.reserved == 0, script
    unknown = {script for script, run in month.runs.items() if month.studio.state(run) == RunState.UNKNOWN}
    assert unknown == {*NOBODY_KNOWS, *KILLED_AT}


def test_afterwards_our_books_are_the_sandboxs_to_the_image_the_token_and_the_micro_unit(
    month: Month,
) -> None:
    studio = month.studio
    with studio.db():
        give_up(Generation.objects.get(pk=month.runs[UNREACHABLE].pk))
        for run in month.runs.values():
            row = studio.row(run)
            if row.state == RunState.UNKNOWN:
                decide(row, billed=len(studio.billed(run)) - row.billed_count)
    for script, run in month.runs.items():
        book, row = studio.book_of(run), studio.row(run)
        assert (row.billed_count, row.tokens) == (book["billed"], book["tokens"]), script
        assert (row.spent, row.reserved) == (book["billed"] * IMAGE, 0), script
    with studio.db():
        whole = studio.whole_book()
        [mine] = month.alice.budget_periods.values_list("spent", "reserved")
        assert mine == (whole["billed"] * IMAGE, 0)
        teams = sum(studio.book_of(run)["billed"] for run in list(month.runs.values())[1::2])
        assert month.team.budget_periods.values_list("spent", "reserved").get() == (teams * IMAGE, 0)
        assert differences() == []
