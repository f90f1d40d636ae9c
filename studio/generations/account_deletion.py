"""What happens to a person's runs and images when they delete their account.

Private ones are deleted, prompts at once, files by the hourly housekeeping, or the images are transferred to a lead of
one of their teams. The runs' rows stay without an owner's name, because they record the money that was spent; a prompt
stays as long as an image made from it exists. What belongs to a team, or was shared with one, stays with the team.
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
from studio.generations.files.purge import STATES_WITH_FILES
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from studio.generations.models.generation_manager import GenerationQuerySet
from studio.generations.runs.rerun import Refused
from studio.infra import pubsub

MAX_LISTED_RUNS = 20  # runs that are listed
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionSummary:
    """What deleting the account affects: counts of stored images and of runs."""

    images: int
    runs: int
    """Private runs whose prompts are deleted unless their images are transferred to somebody."""
    team_images: int
    unfinished: list[Generation]
    """Runs that must end first, including those in teams."""


def deletion_summary(user: User) -> DeletionSummary:
    stored = Image.objects.owned_by(user).stored()
    return DeletionSummary(
        images=stored.filter(team=None).count(),
        runs=_runs_left_without_images(user).count(),
        team_images=stored.exclude(team=None).count(),
        unfinished=list(_unfinished(user).with_slots().order_by("id")[:MAX_LISTED_RUNS]),
    )


def _private_runs(user: User) -> QuerySet[Generation]:
    """The user's own, and the runs of images that somebody else transferred to them."""
    of_owned_images = Image.objects.owned_by(user).filter(generation__team=None).values("generation")
    return Generation.objects.filter(Q(owner=user, team=None) | Q(pk__in=of_owned_images))


def _runs_left_without_images(user: User) -> QuerySet[Generation]:
    """Private runs without any remaining image once this user's private images are deleted."""
    kept = Image.objects.filter(state__in=STATES_WITH_FILES, generation=OuterRef("pk"))
    owned_by_others = ~Q(owner=user) & Q(owner__deleted_at=None)
    return _private_runs(user).exclude(Exists(kept.filter(owned_by_others | Q(team__isnull=False))))


def possible_new_owners(user: User) -> QuerySet[Membership]:
    """Who may receive the private images: the active leads of this user's teams that are not archived."""
    leads = Membership.objects.filter(role=Role.LEAD, user__is_active=True, team__archived_at=None)
    in_same_teams = leads.filter(team__in=user.memberships.values("team")).exclude(user=user)
    return in_same_teams.select_related("user", "team").order_by("team__name", "user__name", "pk")


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
    """Deletes the account; raises Refused with the reason when it cannot be deleted now.

    `new_owner` is the membership of the lead who gets the private images; without one they are deleted.
    """
    deletion.lock_account(user)
    if reason := denial_reason_delete(user):
        raise Refused(reason)
    private = Generation.objects.filter(pk__in=list(_private_runs(user).values_list("pk", flat=True)))
    if new_owner is not None:
        _transfer_images(user, new_owner)
    emptied_runs = Generation.objects.filter(
        pk__in=list(_runs_left_without_images(user).values_list("pk", flat=True))
    )
    Reference.objects.filter(generation__in=emptied_runs).delete()
    Draft.objects.filter(owner=user).delete()
    delete_requests(user)
    # Uploads that no remaining run references are deleted by the next housekeeping.
    Upload.objects.filter(owner=user).update(touched=LONG_AGO)
    Image.objects.filter(generation__in=private, generation__owner=user).update(error_message="")
    private.filter(owner=user).update(error_message="")
    Generation.objects.filter(owner=user).exclude(key_name="").update(key_name="")
    emptied_runs.update(prompt="", text_vector="", error_message="")
    deletion.delete_account(user)


def _transfer_images(user: User, new_owner: int) -> None:
    """To a lead, checked again: the teams are locked, so nobody can change roles in them meanwhile."""
    lead = possible_new_owners(user).filter(pk=new_owner).first()
    if lead is None:
        raise Refused(_("Your images can no longer be transferred to this person. Choose someone else."))
    Image.objects.owned_by(user).stored().filter(team=None).update(owner=lead.user, updated=Now())
    pubsub.publish_user(lead.user_id)
