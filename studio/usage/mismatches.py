"""Runs that the provider counted differently. An administrator closes a mismatch with a note."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts.locking import reload_user
from studio.accounts.models import User
from studio.accounts.permissions import Forbidden, denial_reason_administer, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.usage.models import UsageMismatch

LONGEST_NOTE = 500


class AlreadyClosed(Forbidden):
    """Somebody else has already closed the mismatch."""


def open_count() -> int:
    return UsageMismatch.objects.filter(closed_at=None).count()


@transaction.atomic
def close(mismatch: UsageMismatch, note: str, *, by: User) -> None:
    """Closes it with a note, and records that; raises Forbidden, AlreadyClosed."""
    require(denial_reason_administer(reload_user(by)))
    still_open = UsageMismatch.objects.filter(pk=mismatch.pk, closed_at=None)
    if not still_open.update(closed_at=Now(), closed_by=by, note=note):
        raise AlreadyClosed(_("Somebody else has closed this already."))
    counts = {
        "images": mismatch.images,
        "tokens": mismatch.tokens,
        "provider_images": mismatch.provider_images,
        "provider_tokens": mismatch.provider_tokens,
    }
    record(
        Action.USAGE_MISMATCH_CLOSED, actor=by, target=mismatch.run, target_name=str(mismatch),
        team=mismatch.run.team, before=counts, after={"note": note},
    )  # fmt: skip
