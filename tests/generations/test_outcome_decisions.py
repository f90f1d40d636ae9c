"""A person decides whether a run of unknown outcome was billed; what turns out to be billed later still counts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from studio.accounts.models import User
from studio.audit.models import AuditEntry
from studio.generations import account_deletion
from studio.generations.execution import transitions
from studio.generations.ledger.ledger_check import differences
from studio.generations.models import Generation, OutcomeDecision
from studio.generations.runs.rerun import Refused
from studio.generations.status.outcome import summary
from studio.generations.status.run_status import run_problem
from studio.provider.stream.events import Completed, ImageFailed
from tests.accounts.factories import lead_of
from tests.generations.unknown_runs import (
    NOTE,
    TOKENS,
    accept,
    dismiss,
    image_succeeded,
    run_facts,
    unknown_run,
)

pytestmark = pytest.mark.django_db

REFUSED = "OutputImageSensitiveContentDetected"


@pytest.fixture(autouse=True)
def _ledger_stays_consistent():
    """After every test the ledger must be consistent."""
    yield
    assert differences() == []


@pytest.fixture
def unknown(alice) -> Generation:
    return unknown_run(alice)


def tokens(run: Generation) -> int:
    return Generation.objects.get(pk=run.pk).tokens


def failure_without_link(index: int) -> ImageFailed:
    return ImageFailed(index=index, code=transitions.LINK_MISSING, message="")


def end_with_usage(run: Generation, images: int) -> None:
    """Reports the provider's own image count and ends the call."""
    transitions.usage(run.pk, Completed(images=images, output_tokens=None, total_tokens=None))
    transitions.ended(run.pk, completed=True)


# ── The two decisions ────────────────────────────────────────────────────────────────────────────────────


def test_the_cost_stays_reserved_until_a_decision(unknown):
    assert run_facts(unknown) == ("unknown", ["unknown", "unknown"], 0, 2)


def test_accepting_marks_every_unknown_image_as_lost_and_spent(unknown):
    accept(unknown)
    assert run_facts(unknown) == ("completed", ["lost", "lost"], 2, 0)
    assert tokens(unknown) == 2 * TOKENS


def test_dismissing_releases_everything(unknown):
    dismiss(unknown)
    assert run_facts(unknown) == ("failed", ["not_produced", "not_produced"], 0, 0)
    assert tokens(unknown) == 0


def test_arrived_images_stay_billed_and_are_not_part_of_the_decision(alice):
    run = unknown_run(alice, arrived=1)
    assert dismiss(run).images == 1
    assert run_facts(run) == ("completed", ["announced", "not_produced"], 1, 0)


def test_dismissing_keeps_images_that_the_provider_has_counted(alice):
    run = unknown_run(alice, images=3, arrived=1)
    Generation.objects.filter(pk=run.pk).update(usage_images=2)
    dismiss(run)
    assert run_facts(run) == ("completed", ["announced", "lost", "not_produced"], 2, 0)


def test_a_decision_is_audited_with_its_user_and_note(unknown, alice):
    decision = accept(unknown)
    assert (decision.by, decision.note, decision.images) == (alice, NOTE, 2)
    entry = AuditEntry.objects.get(action="outcome.accepted")
    assert entry.before == {"images": 2, "tokens": 2 * TOKENS, "cost": 500_000}
    assert (entry.actor_id, entry.after) == (alice.pk, {"note": NOTE})
    assert "vase" not in str(entry.target_name).lower()


def test_the_error_code_of_the_run_is_kept(unknown):
    dismiss(unknown)
    assert Generation.objects.get(pk=unknown.pk).error_code == "interrupted"


@pytest.mark.parametrize("first", [accept, dismiss])
def test_a_run_can_be_decided_only_once(unknown, first):
    first(unknown)
    with pytest.raises(Refused, match="known by now"):
        accept(unknown)
    assert OutcomeDecision.objects.count() == 1


def test_a_run_whose_outcome_is_known_by_now_cannot_be_decided(unknown):
    transitions.ended(unknown.pk, completed=True)
    with pytest.raises(Refused, match="known by now"):
        dismiss(unknown)
    assert not AuditEntry.objects.filter(action__startswith="outcome").exists()


def test_a_dismissed_run_without_images_shows_the_decision(unknown, alice):
    dismiss(unknown)
    run = Generation.objects.with_slots().get(pk=unknown.pk)
    problem = run_problem(run, alice)
    assert (problem.heading, problem.again) == ("Dismissed as not billed", "once")
    assert summary(run) == f"Run {run.pk}: 0 of 2 images"


# ── Events after the decision ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("decide", [accept, dismiss])
def test_a_late_image_takes_its_slot_and_is_billed_once(unknown, decide):
    decide(unknown)
    transitions.image_made(unknown.pk, image_succeeded(1))
    _, images, spent, reserved = run_facts(unknown)
    assert images[1] == "announced"
    assert (spent, reserved) == (images.count("announced") + images.count("lost"), 0)


def test_a_late_image_completes_a_dismissed_run(unknown):
    dismiss(unknown)
    transitions.image_made(unknown.pk, image_succeeded(0))
    assert run_facts(unknown) == ("completed", ["announced", "not_produced"], 1, 0)


@pytest.mark.parametrize("late", [image_succeeded, failure_without_link])
def test_a_late_billed_image_restores_a_deleted_dismissed_run(unknown, alice, late):
    dismiss(unknown)
    Generation.objects.filter(pk=unknown.pk).update(deleted_at=timezone.now(), deleted_by=alice)
    write = transitions.image_made if late is image_succeeded else transitions.image_failed
    write(unknown.pk, late(0))
    row = Generation.objects.get(pk=unknown.pk)
    assert (row.state, row.deleted_at, row.spent) == ("completed", None, row.price)


def test_a_late_image_without_a_link_is_billed_and_lost(unknown):
    dismiss(unknown)
    transitions.image_failed(unknown.pk, failure_without_link(0))
    assert run_facts(unknown) == ("completed", ["lost", "not_produced"], 1, 0)


def test_a_late_extra_image_completes_a_dismissed_run_too(unknown):
    dismiss(unknown)
    transitions.image_made(unknown.pk, image_succeeded(7))
    assert run_facts(unknown)[0::2] == ("completed", 1)


@pytest.mark.parametrize(("decide", "spent"), [(accept, 2), (dismiss, 0)])
def test_a_refusal_after_a_decision_changes_nothing(unknown, decide, spent):
    decide(unknown)
    before = run_facts(unknown)
    transitions.image_failed(unknown.pk, ImageFailed(index=0, code=REFUSED, message=""))
    transitions.ended(unknown.pk, completed=True)
    assert run_facts(unknown) == before
    assert before[2] == spent


def test_extra_images_in_the_providers_count_after_a_dismissal_are_lost(unknown):
    dismiss(unknown)
    end_with_usage(unknown, 1)
    assert run_facts(unknown) == ("completed", ["lost", "not_produced"], 1, 0)
    assert tokens(unknown) == TOKENS


def test_the_providers_count_of_an_accepted_run_is_not_billed_twice(unknown):
    accept(unknown)
    end_with_usage(unknown, 2)
    assert run_facts(unknown) == ("completed", ["lost", "lost"], 2, 0)


def test_a_failed_run_without_a_decision_stays_failed(alice):
    run = unknown_run(alice, images=1)
    transitions.image_failed(run.pk, ImageFailed(index=0, code=REFUSED, message=""))
    transitions.ended(run.pk, completed=True)
    transitions.image_made(run.pk, image_succeeded(5))
    transitions.ended(run.pk, completed=True)
    assert run_facts(run)[0] == "failed"


def test_deleting_the_account_keeps_the_decision_without_the_name(alice, unknown):
    dismiss(unknown)
    account_deletion.delete_account(User.objects.get(pk=alice.pk))
    decision = OutcomeDecision.objects.select_related("by").get()
    assert (decision.run_id, decision.note) == (unknown.pk, NOTE)
    assert "Alice" not in str(decision.by)


def test_a_lead_who_decided_on_anothers_run_can_delete_their_account(alice, team):
    run = unknown_run(alice, team=team)
    lead = lead_of(team)
    accept(run, lead)
    lead_of(team, "Dora")
    account_deletion.delete_account(lead)
    assert OutcomeDecision.objects.get().run_id == run.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_of_a_decision_and_a_simultaneous_late_end_exactly_one_wins(round_, alice):
    run = unknown_run(alice, arrived=1)

    def end() -> bool:
        try:
            return transitions.ended(run.pk, completed=True) is not None
        finally:
            connection.close()

    def decide() -> bool:
        try:
            return bool(dismiss(run))
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        won = [future.result() for future in [pool.submit(end), pool.submit(decide)]]
    assert sorted(won) == [False, True]
    assert run_facts(run) == ("completed", ["announced", "not_produced"], 1, 0)
    assert OutcomeDecision.objects.exists() == won[1]
