"""How each event of a call changes the rows of its run and images."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.generations.execution import image_transitions, lease, transitions
from studio.generations.models import Generation, Image, ProviderPause
from studio.provider.errors import Outcome, ProviderError
from studio.provider.sizes import Size
from studio.provider.stream.events import (
    Completed,
    ImageFailed,
    ImageSucceeded,
)
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

SIZE = Size(2496, 1664)


def image_succeeded(index: int, link: str = "") -> ImageSucceeded:
    return ImageSucceeded(index=index, url=link or f"https://results.example/{index}.jpg", size=SIZE)


@pytest.fixture
def sent(alice) -> Generation:
    """A group of three whose call has just been sent."""
    run = create_run(alice, size="2496x1664", max_images=3)
    return transitions.claim(run.pk).run


def states(run: Generation) -> list[str]:
    return list(run.images.order_by("index").values_list("state", flat=True))


def reloaded(run: Generation) -> Generation:
    return Generation.objects.get(pk=run.pk)


def test_only_one_claim_gets_a_run(alice):
    run = create_run(alice)
    assert transitions.claim(run.pk).run.state == "sending"
    assert transitions.claim(run.pk).run is None


def test_an_image_is_stored_with_its_link_size_and_tokens(sent):
    slot = Image.objects.get(pk=transitions.image_made(sent.pk, image_succeeded(1), request_id="req-1"))
    assert (slot.index, slot.state, slot.announced_size) == (1, "announced", "2496x1664")
    assert (reloaded(sent).state, reloaded(sent).tokens, reloaded(sent).request_id) == (
        "streaming",
        16224,
        "req-1",
    )


def test_the_same_link_twice_is_one_image(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    assert transitions.image_made(sent.pk, image_succeeded(0)) is None
    assert states(sent) == ["announced", "waiting", "waiting"]


def test_a_repeated_index_with_another_link_is_another_image(sent):
    transitions.image_made(sent.pk, image_succeeded(0, "https://results.example/a.jpg"))
    transitions.image_made(sent.pk, image_succeeded(0, "https://results.example/b.jpg"))
    assert states(sent) == ["announced", "announced", "waiting"]


def test_an_extra_image_gets_its_own_slot(sent):
    transitions.image_made(sent.pk, image_succeeded(7))
    new = sent.images.defer(None).get(index=7)
    assert (new.state, new.day) == ("announced", sent.day)
    assert new.text_vector == sent.images.defer(None).get(index=0).text_vector


def test_a_refused_image_does_not_stop_the_next_one(sent):
    transitions.image_failed(
        sent.pk, ImageFailed(index=0, code="OutputImageSensitiveContentDetected", message="no")
    )
    transitions.image_made(sent.pk, image_succeeded(1))
    assert states(sent) == ["failed", "announced", "waiting"]


def test_an_image_without_its_link_is_billed_and_listed_as_lost(sent):
    transitions.image_failed(sent.pk, ImageFailed(index=0, code="LinkMissing", message=""))
    assert states(sent)[0] == "lost"
    assert reloaded(sent).tokens == 16224


def test_a_completed_run_marks_images_that_were_not_produced(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.usage(sent.pk, Completed(images=1, output_tokens=16224, total_tokens=16224))
    transitions.ended(sent.pk, completed=True)
    assert states(sent) == ["announced", "not_produced", "not_produced"]
    assert (reloaded(sent).state, reloaded(sent).usage_mismatch) == ("completed", False)


def test_an_image_that_only_the_provider_counts_is_listed_as_lost(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.usage(sent.pk, Completed(images=2, output_tokens=32448, total_tokens=32448))
    transitions.ended(sent.pk, completed=True)
    assert states(sent) == ["announced", "lost", "not_produced"]


def test_a_wrong_usage_is_flagged(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.usage(sent.pk, Completed(images=1, output_tokens=1, total_tokens=1))
    transitions.ended(sent.pk, completed=True)
    assert reloaded(sent).usage_mismatch


def test_an_end_without_completed_is_complete_if_every_slot_has_a_result(sent):
    for index in range(3):
        transitions.image_made(sent.pk, image_succeeded(index))
    transitions.ended(sent.pk, completed=False)
    assert reloaded(sent).state == "completed"


def test_an_end_without_completed_is_unknown_if_a_slot_has_no_result(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.ended(sent.pk, completed=False)
    assert reloaded(sent).state == "unknown"
    assert states(sent) == ["announced", "unknown", "unknown"]


def test_a_run_with_only_failures_has_failed(sent):
    for index in range(3):
        transitions.image_failed(
            sent.pk, ImageFailed(index=index, code="OutputImageSensitiveContentDetected", message="")
        )
    transitions.ended(sent.pk, completed=True)
    assert (reloaded(sent).state, reloaded(sent).error_code) == (
        "failed",
        "OutputImageSensitiveContentDetected",
    )


def provider_error(status: int, code: str, outcome: Outcome) -> ProviderError:
    return ProviderError(code, "no", outcome=outcome, status=status)


def test_a_refused_run_and_all_its_slots_have_failed(sent):
    transitions.refused(sent.pk, provider_error(400, "InputTextSensitiveContentDetected", Outcome.PERMANENT))
    assert reloaded(sent).state == "failed"
    assert states(sent) == ["failed"] * 3
    assert reloaded(sent).tokens == 0


def test_a_refusal_in_mid_stream_keeps_the_images_that_arrived(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.refused(sent.pk, provider_error(200, "InternalServiceError", Outcome.PERMANENT))
    assert (reloaded(sent).state, states(sent)) == ("completed", ["announced", "failed", "failed"])


def test_a_429_requeues_the_run_and_pauses_every_worker(sent, alice):
    until = timezone.now() + timedelta(seconds=60)
    transitions.back_off(sent.pk, provider_error(429, "ServerOverloaded", Outcome.RETRY), until=until)
    run = reloaded(sent)
    assert (run.state, run.attempts, run.sent_at) == ("queued", 1, None)
    assert ProcrastinateJob.objects.get(pk=run.job).scheduled_at == until
    other = create_run(alice)
    assert transitions.claim(other.pk).wait_until == until
    assert reloaded(other).state == "queued"


def test_a_500_delays_only_its_own_run(sent):
    until = timezone.now() + timedelta(seconds=60)
    transitions.back_off(sent.pk, provider_error(500, "InternalServiceError", Outcome.RETRY), until=until)
    assert not ProviderPause.objects.exists()


def test_an_unknown_run_never_goes_back_to_the_queue(sent):
    transitions.unknown(sent.pk, code="interrupted", message="")
    assert (
        transitions.back_off(sent.pk, provider_error(429, "x", Outcome.RETRY), until=timezone.now()) is None
    )
    assert transitions.claim(sent.pk).run is None
    assert reloaded(sent).state == "unknown"


def test_an_unknown_run_still_accepts_an_image_that_its_worker_receives(sent):
    transitions.unknown(sent.pk, code="worker_lost", message="")
    assert transitions.image_made(sent.pk, image_succeeded(1))
    transitions.usage(sent.pk, Completed(images=1, output_tokens=16224, total_tokens=16224))
    transitions.ended(sent.pk, completed=True)
    assert (reloaded(sent).state, states(sent)) == (
        "completed",
        ["not_produced", "announced", "not_produced"],
    )


def test_a_fetch_is_leased_to_one_worker(sent):
    slot = transitions.image_made(sent.pk, image_succeeded(0))
    assert lease.take(slot) is None
    Image.objects.filter(pk=slot).update(fetch_after=timezone.now() - timedelta(seconds=1))
    assert lease.take(slot).pk == slot
    assert lease.take(slot) is None


def test_the_second_of_two_fetches_changes_nothing(sent):
    slot = transitions.image_made(sent.pk, image_succeeded(0))
    facts = {"width": 2496, "height": 1664, "bytes": 3, "sha256": "ab", "thumbnail": "t.webp"}
    assert image_transitions.fetched(slot, file="first.jpg", **facts)
    assert not image_transitions.fetched(slot, file="second.jpg", **facts)
    assert Image.objects.get(pk=slot).file == "first.jpg"


def test_a_dead_link_is_listed_as_lost(sent):
    slot = transitions.image_made(sent.pk, image_succeeded(0))
    image_transitions.fetch_failed(slot, reason="gone", retry_at=None)
    assert Image.objects.get(pk=slot).state == "lost"


def test_the_upper_bound_counts_arrived_and_unknown_images(sent):
    transitions.image_made(sent.pk, image_succeeded(0))
    transitions.unknown(sent.pk, code="interrupted", message="")
    run = Generation.objects.with_slots().get(pk=sent.pk)
    assert (run.upper_tokens, run.upper_money) == (48672, "CN¥0.75")
