"""The trash: images are removed from the gallery, and can be restored as long as their files are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.accounts.models import Membership, Team, User
from studio.accounts.permissions import denial_reason_modify, roles_of
from studio.gallery.locking import (
    BulkResult,
    check_permissions,
    lock_images,
    publish,
)
from studio.generations.files.purge import delete_permanently
from studio.generations.models import Image, Upload
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import SlotState
from studio.infra.keyset_pagination import Order, Page
from studio.infra.parsing import parse_moment
from studio.policies.installation import installation_settings

PAGE = 60  # images
_ORDER = Order(fields=("-trashed_at", "-id"), parse=parse_moment)


@transaction.atomic
def move_to_trash(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Moves stored images to the trash: one's own, and for a lead everybody's in the team."""
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_modify, by=by)
    done.changed = [one.pk for one in allowed]
    Image.objects.filter(pk__in=done.changed).update(
        state=SlotState.TRASHED, trashed_at=Now(), trashed_by=by, updated=Now()
    )
    publish(allowed)
    return done


@transaction.atomic
def restore(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Restores images to where they were; the permission is the same as for deleting them."""
    by, locked = lock_images(images, by=by, state=SlotState.TRASHED)
    allowed, done = check_permissions(locked, denial_reason_modify, by=by)
    done.changed = [one.pk for one in allowed]
    Image.objects.filter(pk__in=done.changed).update(
        state=SlotState.STORED, trashed_at=None, trashed_by=None, updated=Now()
    )
    publish(allowed)
    return done


def in_trash(team: Team | None, *, viewer: User) -> ImageQuerySet:
    """The trashed images that the viewer may restore: for a lead all of the team, else their own; without a team all
    their own."""
    images = Image.objects.filter(state=SlotState.TRASHED)
    if team is None:
        return images.owned_by(viewer)
    leads = {"lead", "administrator"} & {str(role) for role in roles_of(viewer, team)}
    return images.filter(team=team) if leads else images.filter(team=team).owned_by(viewer)


def page_of_trash(images: ImageQuerySet, *, before: str = "") -> Page[Image]:
    """One page, the last trashed first; an invalid cursor returns the first page."""
    return _ORDER.page(images.select_related("generation", "owner", "team"), before=before, size=PAGE)


def days_left(trashed_at: datetime) -> int:
    """Whole days until the files are deleted; 0 on the last one."""
    expires_at = trashed_at + timedelta(days=installation_settings().trash_days)
    return max(0, (expires_at - timezone.now()).days)


def delete_expired() -> int:
    """Permanently deletes images whose time in the trash is over; returns how many."""
    long_ago = Now() - timedelta(days=installation_settings().trash_days)
    return delete_permanently(Image.objects.filter(state=SlotState.TRASHED, trashed_at__lt=long_ago))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependants:
    """What uses images as references. Deleting the images does not affect it, since a reference is a copy."""

    drafts: int
    runs: int

    def __str__(self) -> str:
        """As a sentence; empty when nothing uses the images."""
        drafts = ngettext("%(n)d draft", "%(n)d drafts", self.drafts) % {"n": self.drafts}
        runs = ngettext("%(n)d run", "%(n)d runs", self.runs) % {"n": self.runs}
        if self.drafts and self.runs:
            both = {"drafts": drafts, "runs": runs}
            return _("Used as a reference in %(drafts)s and %(runs)s. Those copies are kept.") % both
        if self.drafts or self.runs:
            return _("Used as a reference in %(these)s. Those copies are kept.") % {
                "these": drafts if self.drafts else runs
            }
        return ""


def dependants_of(images: ImageQuerySet) -> Dependants:
    """How many drafts and runs, of people who can see the images, use one of them as a reference."""
    named = images.order_by()
    members = Membership.objects.filter(team__in=named.values("team"))
    copies = Upload.objects.filter(
        Q(owner__in=named.values("owner")) | Q(owner__in=members.values("user")),
        source_sha256__in=named.values("sha256"),
    )
    found = copies.aggregate(
        drafts=Count("drafts", distinct=True), runs=Count("references__generation", distinct=True)
    )
    return Dependants(drafts=found["drafts"], runs=found["runs"])
