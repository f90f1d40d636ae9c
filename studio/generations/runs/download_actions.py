"""Actions on generated images that could not be downloaded yet: retry now, or give up."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.generations.execution import image_transitions
from studio.generations.models import Generation, Image
from studio.generations.runs.rerun import Refused
from studio.generations.states import SlotState

GIVEN_UP = "GivenUp"
"""The error code of an image that was given up."""


@transaction.atomic
def try_now(run: Generation, *, image: Image | None = None) -> None:
    """Makes the downloads due, which the worker's next sweep then starts. Raises Refused with the reason.

    Applies to `image`, or else to every image of the run that could not be downloaded.
    """
    _change(run, image, fetch_after=Now())


@transaction.atomic
def give_up(run: Generation, *, image: Image | None = None) -> None:
    """Marks images that cannot be downloaded as lost; they stay billed. Raises Refused with the reason."""
    _change(run, image, state=SlotState.LOST, error_code=GIVEN_UP, fetch_after=None)


def _change(run: Generation, image: Image | None, **changes: object) -> None:
    stuck = Image.objects.filter(generation=run, state=SlotState.ANNOUNCED).exclude(fetch_error="")
    chosen = stuck.filter(pk=image.pk) if image else stuck
    if not chosen.update(**changes, updated=Now()):
        raise Refused(_("This run has no images waiting to be saved."))
    image_transitions.images_changed(run.pk)
