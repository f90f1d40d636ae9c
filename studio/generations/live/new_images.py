"""Images added to a gallery since a given time: generated there, or shared with its team."""

from datetime import datetime

from studio.accounts.models import Team, User
from studio.generations.models import Generation
from studio.generations.models.image import Image, ImageQuerySet

NewImage = tuple[int, datetime]
"""An image's id, and when it was added."""


def find_new_images(team: Team | int | None, *, viewer: User, since: datetime, most: int) -> list[NewImage]:
    """The newest first, at most `most`; without a team those of the viewer's own gallery.

    Runs and shared images are indexed by the time of their last change: the cost depends on what was added, not on the
    size of the gallery.
    """
    runs = Generation.objects.filter(team=team) if team else Generation.objects.filter(owner=viewer)
    stored = Image.objects.stored()
    made = stored.filter(generation__in=runs.filter(updated__gt=since), stored_at__gt=since)
    found = _latest(made, "stored_at", most)
    if team:
        found += _latest(stored.filter(team=team, shared_at__gt=since), "shared_at", most)
    return sorted(found, key=lambda added: added[1], reverse=True)[:most]


def _latest(images: ImageQuerySet, moment: str, most: int) -> list[NewImage]:
    return list(images.order_by(f"-{moment}").values_list("pk", moment)[:most])
