"""Readings of the ledger. Access begins here: pages start from a queryset that knows the viewer."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from studio.accounts.models import User
from studio.generations.states import UNFINISHED, SlotState

if TYPE_CHECKING:
    from studio.generations.models import Generation

    Rows = models.QuerySet[Generation]
else:
    Rows = models.QuerySet


class GenerationQuerySet(Rows):
    """Readings of the ledger."""

    def visible_to(self, user: User) -> "GenerationQuerySet":
        """Runs that `user` may look at: their own, and those of their teams."""
        return self.filter(Q(owner=user) | Q(team__in=user.memberships.values("team")))

    def owned_by(self, user: User) -> "GenerationQuerySet":
        return self.filter(owner=user)

    def unfinished(self) -> "GenerationQuerySet":
        """Runs about which something will still be said: the call is open, or an image is still to be fetched."""
        from studio.generations.models.image import Image

        fetching = Image.objects.filter(generation=models.OuterRef("pk"), state=SlotState.ANNOUNCED)
        return self.filter(Q(state__in=UNFINISHED) | models.Exists(fetching))

    def with_slots(self) -> "GenerationQuerySet":
        """Everything that a card shows, in three queries however many runs."""
        return self.select_related("owner", "team").prefetch_related("images", "references__upload")
