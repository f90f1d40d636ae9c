"""Hides images from everybody but administrators, and unhides them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_hide
from studio.audit.actions import Action
from studio.audit.record import record
from studio.gallery.locking import BulkResult, LockedImage, check_permissions, lock_images, publish
from studio.generations.models import Generation, Image
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import SlotState


@transaction.atomic
def hide(images: ImageQuerySet, *, reason: str, by: User) -> BulkResult:
    """Hides stored images of teams everywhere at once. Their files stay."""
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_hide, by=by)
    changes = {"state": SlotState.HIDDEN, "hidden_at": Now(), "hidden_by": by, "hidden_reason": reason}
    _record(allowed, Action.IMAGE_HIDDEN, by, after={"reason": reason})
    _update(allowed, done, **changes)
    return done


@transaction.atomic
def unhide(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Shows hidden images again where they were."""
    by, locked = lock_images(images, by=by, state=SlotState.HIDDEN)
    allowed, done = check_permissions(locked, denial_reason_hide, by=by)
    changes = {"state": SlotState.STORED, "hidden_at": None, "hidden_by": None, "hidden_reason": ""}
    _record(allowed, Action.IMAGE_SHOWN, by)
    _update(allowed, done, **changes)
    return done


def _record(
    allowed: Sequence[LockedImage], action: Action, by: User, after: dict[str, str] | None = None
) -> None:
    for image in (
        Image.objects.filter(pk__in=[one.pk for one in allowed]).select_related("team").order_by("pk")
    ):
        before = {"reason": image.hidden_reason} if image.hidden_reason else None
        record(action, actor=by, target=image, team=image.team, before=before, after=after)


def _update(allowed: Sequence[LockedImage], done: BulkResult, **changes: object) -> None:
    """Also marks the runs as updated, so that their cards change on every open page."""
    done.changed = [one.pk for one in allowed]
    Image.objects.filter(pk__in=done.changed).update(**changes, updated=Now())
    Generation.objects.filter(pk__in={one.run for one in allowed}).update(updated=Now())
    publish(allowed)
