"""Runs with failures, kills and unknown outcomes: afterwards our ledger agrees with the ledger of the sandbox."""

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
from tests.fixtures import create_run

IMAGES, IMAGE_PRICE = 3, 250_000  # micro-units
KNOWN_OUTCOME = (
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
IRREGULAR_STREAM = (
    "repeat_index",
    "missing_index",
    "reorder",
    "no_completed",
    "two_completed",
    "wrong_usage",
    "link_size:1",
)
RETRIED = ("rate:2", "overloaded:1", "http500")
UNKNOWN_OUTCOME = (
    "drop", "drop_at_once", "drop_after:1", "drop_mid:1", "html200", "http502", "http504", "no_completed,fewer:2",
)  # fmt: skip
UNREACHABLE = "link404"
KILLED_AT = ("sending", "event", "end")
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Every run by its fault, half of them in a team."""

    studio: FaultStudio
    alice: User
    team: Team
    runs: dict[str, Run]


@pytest.fixture(scope="module")
def scenario(
    new_fault_studio: Callable[..., FaultStudio], new_sandbox: Callable[..., str]
) -> Iterator[Scenario]:
    studio = new_fault_studio(new_sandbox())
    alice = studio.new_user()
    with studio.db():
        team = Team.objects.create(name="Posters", slug="posters")
        Membership.objects.create(user=alice, team=team, role=Role.DESIGNER)
        for subject in (alice, team):
            set_budget(subject, 1000 * IMAGE_PRICE)
    scenario = Scenario(studio=studio, alice=alice, team=team, runs={})
    run_everything(scenario)
    yield scenario
    studio.stop()


def run_everything(scenario: Scenario) -> None:
    studio = scenario.studio
    with studio.db():
        cancel(Generation.objects.get(pk=submit(scenario, CANCELLED).pk), by=scenario.alice)
    for point in KILLED_AT:
        submit(scenario, point)
        studio.env["STUDIO_KILL_AT"] = point
        studio.start("worker")
        assert studio.wait("worker") == -signal.SIGKILL
    del studio.env["STUDIO_KILL_AT"]
    studio.expire_heartbeats()
    studio.start("worker")
    for script in (*KNOWN_OUTCOME, *IRREGULAR_STREAM, *RETRIED, *UNKNOWN_OUTCOME, UNREACHABLE):
        submit(scenario, script)
    studio.skip_delays_until_ended(*scenario.runs.values())


def submit(scenario: Scenario, script: str) -> Run:
    fault = f"[[fault:{script}]]" if script not in ("", CANCELLED, *KILLED_AT) else ""
    team = scenario.team if len(scenario.runs) % 2 else None
    with scenario.studio.db():
        generation = create_run(
            scenario.alice,
            team=team,
            prompt=f"Vase {len(scenario.runs)} {fault}",
            max_images=IMAGES,
            size="2560x1440",
        )
    scenario.runs[script] = Run(pk=generation.pk, nonce=generation.submission.hex)
    return scenario.runs[script]


@transaction.atomic
def resolve_unknown(run: Generation, billed: int) -> None:
    """Resolves unknown images like a user who has seen the provider's bill: `billed` of them are billed, and lost."""
    unknown_images = list(
        Image.objects.filter(generation=run, state=SlotState.UNKNOWN).values_list("pk", flat=True)
    )
    lost, not_produced = unknown_images[:billed], unknown_images[billed:]
    Image.objects.filter(pk__in=lost).update(state=SlotState.LOST, pixels=run.expected.pixels)
    Image.objects.filter(pk__in=not_produced).update(state=SlotState.NOT_PRODUCED)
    state = RunState.COMPLETED if billed or run.billed_count else RunState.FAILED
    Generation.objects.filter(pk=run.pk).update(state=state, tokens=tokens_of(run))
    settle(run)


def test_before_outcomes_are_resolved_the_bill_is_within_spent_and_reserved(scenario: Scenario) -> None:
    for script, run in scenario.runs.items():
        row, billed = scenario.studio.row(run), len(scenario.studio.billed(run))
        assert row.spent <= billed * IMAGE_PRICE <= row.spent + row.reserved, script
        assert row.state == RunState.UNKNOWN or row.reserved == 0, script
    unknown = {
        script for script, run in scenario.runs.items() if scenario.studio.state(run) == RunState.UNKNOWN
    }
    assert unknown == {*UNKNOWN_OUTCOME, *KILLED_AT}


def test_after_outcomes_are_resolved_both_ledgers_agree_exactly(scenario: Scenario) -> None:
    studio = scenario.studio
    with studio.db():
        give_up(Generation.objects.get(pk=scenario.runs[UNREACHABLE].pk))
        for run in scenario.runs.values():
            row = studio.row(run)
            if row.state == RunState.UNKNOWN:
                resolve_unknown(row, billed=len(studio.billed(run)) - row.billed_count)
    for script, run in scenario.runs.items():
        ledger, row = studio.ledger_of(run), studio.row(run)
        assert (row.billed_count, row.tokens) == (ledger["billed"], ledger["tokens"]), script
        assert (row.spent, row.reserved) == (ledger["billed"] * IMAGE_PRICE, 0), script
    with studio.db():
        full_ledger = studio.full_ledger()
        [alices_budget] = scenario.alice.budget_periods.values_list("spent", "reserved")
        assert alices_budget == (full_ledger["billed"] * IMAGE_PRICE, 0)
        team_images = sum(studio.ledger_of(run)["billed"] for run in list(scenario.runs.values())[1::2])
        assert scenario.team.budget_periods.values_list("spent", "reserved").get() == (
            team_images * IMAGE_PRICE,
            0,
        )
        assert differences() == []
