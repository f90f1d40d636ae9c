"""The cost of a run is settled with every change of its images."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.budgets.limits import set_budget
from studio.budgets.models import BudgetPeriod, Price
from studio.budgets.reserving import BudgetExceeded
from studio.generations.execution import transitions
from studio.generations.ledger.ledger_check import differences
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.runs.download_actions import give_up
from studio.generations.runs.rerun import Refused, retry_slot
from studio.generations.runs.submit import start_run
from studio.provider.errors import Outcome, ProviderError
from studio.provider.stream.events import Completed, ImageFailed, ImageSucceeded
from tests.fixtures import create_run, generation_params

pytestmark = pytest.mark.django_db

IMAGE = 250_000


@pytest.fixture(autouse=True)
def _ledger_stays_consistent():
    """After every test the ledger must be consistent."""
    yield
    assert differences() == []


@pytest.fixture
def sent(alice) -> Generation:
    """A group of three whose call has just been sent."""
    return transitions.claim(create_run(alice, max_images=3).pk).run


def spent_and_reserved(run: Generation) -> tuple[int, int]:
    """Images spent and reserved: the same on the run and in its owner's budget period."""
    amounts = Generation.objects.values_list("spent", "reserved").get(pk=run.pk)
    assert amounts == run.owner.budget_periods.values_list("spent", "reserved").get()
    return amounts[0] // IMAGE, amounts[1] // IMAGE


def image_succeeded(index: int) -> ImageSucceeded:
    return ImageSucceeded(index=index, url=f"https://results.example/{index}.jpg", size=None)


def image_failed(index: int) -> ImageFailed:
    return ImageFailed(index=index, code="OutputImageSensitiveContentDetected", message="no")


def provider_error(outcome: Outcome) -> ProviderError:
    return ProviderError("TooManyRequests", "Too many requests", status=429, outcome=outcome)


def test_a_submission_reserves_every_requested_image(alice):
    assert spent_and_reserved(create_run(alice, max_images=3)) == (0, 3)


def test_a_generated_image_is_spent_and_a_failed_one_is_released(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    assert spent_and_reserved(sent) == (1, 2)
    transitions.image_failed(sent.pk, image_failed(1))
    assert spent_and_reserved(sent) == (1, 1)


def test_a_repeated_event_changes_nothing(sent):
    for _ in range(2):
        transitions.image_made(sent.pk, image_succeeded(0))
        transitions.image_failed(sent.pk, image_failed(1))
        settle(sent)
    assert spent_and_reserved(sent) == (1, 1)


def test_more_images_than_were_reserved_are_spent_too(sent):
    for index in range(4):
        transitions.image_made(sent.pk, image_succeeded(index))
    assert spent_and_reserved(sent) == (4, 0)


def test_the_end_releases_what_was_not_produced(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.ended(sent.pk, completed=True)
    assert spent_and_reserved(sent) == (1, 0)


def test_an_image_that_only_the_provider_counts_is_spent(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.usage(sent.pk, Completed(images=2, output_tokens=None, total_tokens=None))
    transitions.ended(sent.pk, completed=True)
    assert spent_and_reserved(sent) == (2, 0)


def test_a_refusal_releases_everything(sent):
    transitions.refused(sent.pk, provider_error(Outcome.PERMANENT))
    assert spent_and_reserved(sent) == (0, 0)


def test_a_run_that_backs_off_keeps_its_reservation(sent):
    transitions.back_off(sent.pk, provider_error(Outcome.RETRY), until=timezone.now() + timedelta(seconds=5))
    assert spent_and_reserved(sent) == (0, 3)


def test_an_unknown_outcome_keeps_the_reservation_of_missing_images(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.unknown(sent.pk, code="interrupted", message="")
    assert spent_and_reserved(sent) == (1, 2)


def test_a_late_outcome_is_settled(sent):
    transitions.unknown(sent.pk, code="interrupted", message="")
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.ended(sent.pk, completed=True)
    assert spent_and_reserved(sent) == (1, 0)


def test_a_late_refusal_fails_and_releases_the_unknown_images(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.unknown(sent.pk, code="interrupted", message="")
    transitions.refused(sent.pk, provider_error(Outcome.PERMANENT))
    assert spent_and_reserved(sent) == (1, 0)
    assert list(sent.images.order_by("index").values_list("state", flat=True)) == [
        "announced",
        "failed",
        "failed",
    ]


def test_cancelling_releases_the_reservation_unless_the_run_was_sent(alice, charlie):
    run = create_run(alice, max_images=3)
    cancel(run, by=alice)
    assert spent_and_reserved(run) == (0, 0)
    sent = transitions.claim(create_run(charlie, max_images=3).pk).run
    cancel(sent, by=charlie)
    assert spent_and_reserved(sent) == (0, 3)


def test_an_image_that_is_given_up_stays_spent(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    sent.images.filter(index=0).update(fetch_error="http_404")
    give_up(sent)
    assert spent_and_reserved(sent) == (1, 2)


def test_a_run_keeps_the_price_of_its_submission(sent):
    valid_from = timezone.now() - timedelta(days=1)
    Price.objects.create(
        provider=sent.provider, model=sent.model, currency="CNY", micros=1, valid_from=valid_from,
        created_by=sent.owner,
    )  # fmt: skip
    transitions.image_made(sent.pk, image_succeeded(0))
    assert spent_and_reserved(sent) == (1, 2)
    assert create_run(sent.owner).price == 1


def test_a_run_that_could_exceed_a_hard_budget_is_not_created(alice):
    set_budget(alice, 4 * IMAGE)
    run = create_run(alice, max_images=3)
    with pytest.raises(BudgetExceeded):
        create_run(alice, max_images=2)
    assert (Generation.objects.count(), spent_and_reserved(run)) == (1, (0, 3))


def test_a_repeated_submission_reserves_once(alice):
    set_budget(alice, IMAGE)
    submission = uuid.uuid4()
    first, second = (start_run(generation_params(), by=alice, submission=submission) for _ in range(2))
    assert first == second
    assert spent_and_reserved(first) == (0, 1)


def test_a_team_budget_stops_team_runs_of_every_member(alice, bob, team):
    set_budget(team, 2 * IMAGE)
    create_run(alice, team=team, max_images=2)
    with pytest.raises(BudgetExceeded, match="Brand Studio"):
        create_run(bob, team=team)
    create_run(bob)
    assert team.budget_periods.get().reserved == 2 * IMAGE


def test_a_retry_beyond_the_budget_is_refused_with_the_reason(sent):
    set_budget(sent.owner, 3 * IMAGE)
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.image_made(sent.pk, image_succeeded(1))
    transitions.image_failed(sent.pk, image_failed(2))
    assert retry_slot(sent.images.get(index=2), by=sent.owner, submission=uuid.uuid4()).reserved == IMAGE
    with pytest.raises(Refused, match=r"CN¥0\.00 left"):
        retry_slot(sent.images.get(index=2), by=sent.owner, submission=uuid.uuid4())


def test_a_late_image_counts_in_the_month_of_the_submission(sent):
    earlier_day = sent.day.replace(year=2025, month=10)
    Generation.objects.update(day=earlier_day)
    BudgetPeriod.objects.update(month=earlier_day.replace(day=1))
    transitions.image_made(sent.pk, image_succeeded(0))
    assert spent_and_reserved(sent) == (1, 2)
