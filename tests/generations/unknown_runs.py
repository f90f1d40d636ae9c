"""Creates runs with an unknown outcome, and decides on them."""

from typing import Any

from studio.accounts.models import User
from studio.generations.execution import transitions
from studio.generations.models import Generation, Outcome, OutcomeDecision
from studio.generations.runs.outcome_decisions import decide
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run

NOTE = "On the provider’s bill"
IMAGE = 250_000  # micro-units
TOKENS = 16_384  # of one image


def unknown_run(owner: User, *, images: int = 2, arrived: int = 0, **changes: Any) -> Generation:
    """A run of `images` images whose call broke off after `arrived` of them."""
    run = create_run(owner, max_images=images, **changes)
    transitions.claim(run.pk)
    for index in range(arrived):
        transitions.image_made(run.pk, image_succeeded(index))
    transitions.unknown(run.pk, code="interrupted", message="")
    return Generation.objects.get(pk=run.pk)


def image_succeeded(index: int) -> ImageSucceeded:
    return ImageSucceeded(index=index, url=f"https://results.example/{index}.jpg", size=None)


def accept(run: Generation, by: User | None = None) -> OutcomeDecision:
    return decide(run, Outcome.BILLED, by=by or run.owner, note=NOTE)


def dismiss(run: Generation, by: User | None = None) -> OutcomeDecision:
    return decide(run, Outcome.NOT_BILLED, by=by or run.owner, note=NOTE)


def run_facts(run: Generation) -> tuple[str, list[str], int, int]:
    """The state of the run, the states of its images, and how many are spent and reserved."""
    row = Generation.objects.get(pk=run.pk)
    images = row.images.order_by("index").values_list("state", flat=True)
    return row.state, list(images), row.spent // IMAGE, row.reserved // IMAGE
