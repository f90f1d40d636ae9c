"""Images that are made and cannot be downloaded yet: somebody has the studio try at once, or gives up on them."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.generations.execution import image_transitions
from studio.generations.models import Generation, Image
from studio.generations.runs.rerun import Refused
from studio.generations.states import SlotState

GIVEN_UP = "GivenUp"
"""The code of an image that somebody no longer wanted to wait for."""


@transaction.atomic
def try_now(run: Generation, *, image: Image | None = None) -> None:
    """Makes the next download due, whose turn comes with the worker's next sweep. Raises Refused with the reason.

    Of one `image` where it is named, else of every image of the run that could not be downloaded.
    """
    _change(run, image, fetch_after=Now())


@transaction.atomic
def give_up(run: Generation, *, image: Image | None = None) -> None:
    """Calls the images lost that cannot be downloaded; they stay billed. Raises Refused with the reason."""
    _change(run, image, state=SlotState.LOST, error_code=GIVEN_UP, fetch_after=None)


def _change(run: Generation, image: Image | None, **changes: object) -> None:
    stuck = Image.objects.filter(generation=run, state=SlotState.ANNOUNCED).exclude(fetch_error="")
    chosen = stuck.filter(pk=image.pk) if image else stuck
    if not chosen.update(**changes, updated=Now()):
        raise Refused(_("This run has no images waiting to be saved."))
    image_transitions.images_changed(run.pk)
