"""What happens to a person's runs and images when they delete their account.

The private ones go, words at once, files by the hourly housekeeping, or a lead of one of their teams gets the images.
The runs' rows stay, without an owner's name, because they are the money that was spent; their words stay as long as an
image does that was made by them. What belongs to a team, or was shared with one, stays with the team.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.accounts.models import Membership, Role, User
from studio.accounts.users import deletion
from studio.generations.budget_requests.requesting import delete_requests
from studio.generations.files.purge import KEPT
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from studio.generations.models.generation_manager import GenerationQuerySet
from studio.generations.runs.rerun import Refused
from studio.infra import pubsub

MANY = 20  # runs that are listed
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionSummary:
    """What deleting the account affects: counts of stored images and of runs."""

    images: int
    runs: int
    """Private runs whose words go unless their images are given to somebody."""
    team_images: int
    unfinished: list[Generation]
    """Runs that must end first, those of teams too."""


def deletion_summary(user: User) -> DeletionSummary:
    stored = Image.objects.owned_by(user).stored()
    return DeletionSummary(
        images=stored.filter(team=None).count(),
        runs=_without_images(user).count(),
        team_images=stored.exclude(team=None).count(),
        unfinished=list(_unfinished(user).with_slots().order_by("id")[:MANY]),
    )


def _private_runs(user: User) -> QuerySet[Generation]:
    """Their own, and those of images that somebody else gave them."""
    made = Image.objects.owned_by(user).filter(generation__team=None).values("generation")
    return Generation.objects.filter(Q(owner=user, team=None) | Q(pk__in=made))


def _without_images(user: User) -> QuerySet[Generation]:
    """Private runs of which nothing stays when this person's private images go."""
    kept = Image.objects.filter(state__in=KEPT, generation=OuterRef("pk"))
    theirs = ~Q(owner=user) & Q(owner__deleted_at=None)
    return _private_runs(user).exclude(Exists(kept.filter(theirs | Q(team__isnull=False))))


def possible_new_owners(user: User) -> QuerySet[Membership]:
    """Who may be given the private images: the active leads of this person's living teams."""
    leads = Membership.objects.filter(role=Role.LEAD, user__is_active=True, team__archived_at=None)
    mine = leads.filter(team__in=user.memberships.values("team")).exclude(user=user)
    return mine.select_related("user", "team").order_by("team__name", "user__name", "pk")


def _unfinished(user: User) -> GenerationQuerySet:
    return Generation.objects.owned_by(user).unfinished()


def denial_reason_delete(user: User) -> str:
    """Why this person cannot delete their account now; empty when they can."""
    if count := _unfinished(user).count():
        return ngettext(
            "%(count)d run is still in progress. Wait for it, cancel it, or give up on its images, then try again.",
            "%(count)d runs are still in progress. Wait for them, cancel them, or give up on their images, "
            "then try again.",
            count,
        ) % {"count": count}
    return deletion.denial_reason_delete(user)


@transaction.atomic
def delete_account(user: User, *, new_owner: int | None = None) -> None:
    """Deletes the account; raises Refused with the reason when it must stay for now.

    `new_owner` is the membership of the lead who gets the private images; without one they are deleted.
    """
    deletion.lock_account(user)
    if reason := denial_reason_delete(user):
        raise Refused(reason)
    private = Generation.objects.filter(pk__in=list(_private_runs(user).values_list("pk", flat=True)))
    if new_owner is not None:
        _give_images(user, new_owner)
    going = Generation.objects.filter(pk__in=list(_without_images(user).values_list("pk", flat=True)))
    Reference.objects.filter(generation__in=going).delete()
    Draft.objects.filter(owner=user).delete()
    delete_requests(user)
    # What no run with words refers to is swept with the next housekeeping.
    Upload.objects.filter(owner=user).update(touched=LONG_AGO)
    Image.objects.filter(generation__in=private, generation__owner=user).update(error_message="")
    private.filter(owner=user).update(error_message="")
    Generation.objects.filter(owner=user).exclude(key_name="").update(key_name="")
    going.update(prompt="", words="", error_message="")
    deletion.delete_account(user)


def _give_images(user: User, new_owner: int) -> None:
    """To a lead, who is one still: the teams are held, so nobody changes roles in them meanwhile."""
    lead = possible_new_owners(user).filter(pk=new_owner).first()
    if lead is None:
        raise Refused(_("Your images can no longer be transferred to this person. Choose someone else."))
    Image.objects.owned_by(user).stored().filter(team=None).update(owner=lead.user, updated=Now())
    pubsub.publish_user(lead.user_id)
