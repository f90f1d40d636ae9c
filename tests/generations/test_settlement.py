"""What a run costs is booked with every change of its images."""

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
from tests.fixtures import ask, run_of

pytestmark = pytest.mark.django_db

IMAGE = 250_000


@pytest.fixture(autouse=True)
def _books_balance():
    """Whatever a test does, the books are right afterwards."""
    yield
    assert differences() == []


@pytest.fixture
def sent(alice) -> Generation:
    """A group of three whose call has just left."""
    return transitions.claim(run_of(alice, max_images=3).pk).run


def booked(run: Generation) -> tuple[int, int]:
    """Images spent and reserved, on the run and on its owner's month alike."""
    mine = Generation.objects.values_list("spent", "reserved").get(pk=run.pk)
    assert mine == run.owner.budget_periods.values_list("spent", "reserved").get()
    return mine[0] // IMAGE, mine[1] // IMAGE


def made(index: int) -> ImageSucceeded:
    return ImageSucceeded(index=index, url=f"https://results.example/{index}.jpg", size=None)


def failed(index: int) -> ImageFailed:
    return ImageFailed(index=index, code="OutputImageSensitiveContentDetected", message="no")


def problem(outcome: Outcome) -> ProviderError:
    return ProviderError("TooManyRequests", "Too many requests", status=429, outcome=outcome)


def test_a_submit_reserves_every_image_that_was_asked_for(alice):
    assert booked(run_of(alice, max_images=3)) == (0, 3)


def test_an_image_that_is_made_is_spent_and_one_that_failed_is_released(sent):
    transitions.image_made(sent.pk, made(0))
    assert booked(sent) == (1, 2)
    transitions.image_failed(sent.pk, failed(1))
    assert booked(sent) == (1, 1)


def test_the_same_event_again_books_nothing(sent):
    for _ in range(2):
        transitions.image_made(sent.pk, made(0))
        transitions.image_failed(sent.pk, failed(1))
        settle(sent)
    assert booked(sent) == (1, 1)


def test_more_images_than_were_reserved_are_spent_too(sent):
    for index in range(4):
        transitions.image_made(sent.pk, made(index))
    assert booked(sent) == (4, 0)


def test_the_end_releases_what_was_not_produced(sent):
    transitions.image_made(sent.pk, made(0))
    transitions.ended(sent.pk, completed=True)
    assert booked(sent) == (1, 0)


def test_an_image_that_the_provider_alone_counts_is_spent(sent):
    transitions.image_made(sent.pk, made(0))
    transitions.usage(sent.pk, Completed(images=2, output_tokens=None, total_tokens=None))
    transitions.ended(sent.pk, completed=True)
    assert booked(sent) == (2, 0)


def test_a_refusal_releases_everything(sent):
    transitions.refused(sent.pk, problem(Outcome.PERMANENT))
    assert booked(sent) == (0, 0)


def test_a_run_that_backs_off_keeps_its_reservation(sent):
    transitions.back_off(sent.pk, problem(Outcome.RETRY), until=timezone.now() + timedelta(seconds=5))
    assert booked(sent) == (0, 3)


def test_an_unknown_outcome_keeps_the_reservation_of_what_was_not_answered(sent):
    transitions.image_made(sent.pk, made(0))
    transitions.unknown(sent.pk, code="interrupted", message="")
    assert booked(sent) == (1, 2)


def test_an_outcome_that_comes_late_after_all_is_booked(sent):
    transitions.unknown(sent.pk, code="interrupted", message="")
    transitions.image_made(sent.pk, made(0))
    transitions.ended(sent.pk, completed=True)
    assert booked(sent) == (1, 0)


def test_a_late_refusal_answers_the_unknown_images_too(sent):
    transitions.image_made(sent.pk, made(0))
    transitions.unknown(sent.pk, code="interrupted", message="")
    transitions.refused(sent.pk, problem(Outcome.PERMANENT))
    assert booked(sent) == (1, 0)
    assert list(sent.images.order_by("index").values_list("state", flat=True)) == [
        "announced",
        "failed",
        "failed",
    ]


def test_a_cancelled_run_releases_its_reservation_and_one_that_was_sent_keeps_it(alice, charlie):
    run = run_of(alice, max_images=3)
    cancel(run, by=alice)
    assert booked(run) == (0, 0)
    sent = transitions.claim(run_of(charlie, max_images=3).pk).run
    cancel(sent, by=charlie)
    assert booked(sent) == (0, 3)


def test_an_image_that_is_given_up_stays_spent(sent):
    transitions.image_made(sent.pk, made(0))
    sent.images.filter(index=0).update(fetch_error="http_404")
    give_up(sent)
    assert booked(sent) == (1, 2)


def test_a_run_keeps_the_price_of_its_click(sent):
    valid_from = timezone.now() - timedelta(days=1)
    Price.objects.create(
        provider=sent.provider, model=sent.model, currency="CNY", micros=1, valid_from=valid_from,
        created_by=sent.owner,
    )  # fmt: skip
    transitions.image_made(sent.pk, made(0))
    assert booked(sent) == (1, 2)
    assert run_of(sent.owner).price == 1


def test_a_hard_budget_admits_no_run_that_could_pass_it_and_nothing_of_it_stays(alice):
    set_budget(alice, 4 * IMAGE)
    run = run_of(alice, max_images=3)
    with pytest.raises(BudgetExceeded):
        run_of(alice, max_images=2)
    assert (Generation.objects.count(), booked(run)) == (1, (0, 3))


def test_the_same_submission_is_admitted_once_and_reserves_once(alice):
    set_budget(alice, IMAGE)
    submission = uuid.uuid4()
    first, second = (start_run(ask(), by=alice, submission=submission) for _ in range(2))
    assert first == second
    assert booked(first) == (0, 1)


def test_a_teams_run_draws_on_both_and_the_teams_budget_stops_others_too(alice, bob, team):
    set_budget(team, 2 * IMAGE)
    run_of(alice, team=team, max_images=2)
    with pytest.raises(BudgetExceeded, match="Brand Studio"):
        run_of(bob, team=team)
    run_of(bob)
    assert team.budget_periods.get().reserved == 2 * IMAGE


def test_a_retry_beyond_the_budget_is_refused_with_the_reason(sent):
    set_budget(sent.owner, 3 * IMAGE)
    transitions.image_made(sent.pk, made(0))
    transitions.image_made(sent.pk, made(1))
    transitions.image_failed(sent.pk, failed(2))
    assert retry_slot(sent.images.get(index=2), by=sent.owner, submission=uuid.uuid4()).reserved == IMAGE
    with pytest.raises(Refused, match=r"CN¥0\.00 left"):
        retry_slot(sent.images.get(index=2), by=sent.owner, submission=uuid.uuid4())


def test_an_image_that_comes_in_the_next_month_is_booked_in_the_month_of_the_click(sent):
    october = sent.day.replace(year=2025, month=10)
    Generation.objects.update(day=october)
    BudgetPeriod.objects.update(month=october.replace(day=1))
    transitions.image_made(sent.pk, made(0))
    assert booked(sent) == (1, 2)
