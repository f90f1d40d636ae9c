"""Queries of runs: which of them somebody may see, list and find."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from studio.accounts.models import User
from studio.generations.models.hidden_run import HiddenRun
from studio.generations.models.image import Image
from studio.generations.models.owned import OwnedQuerySet
from studio.generations.models.search_vector import ScopedVector
from studio.generations.states import UNFINISHED, SlotState

if TYPE_CHECKING:
    from studio.generations.models.generation import Generation  # noqa: F401  (named in quotes below)


class GenerationQuerySet(OwnedQuerySet["Generation"]):
    """Queries of runs."""

    def unfinished(self) -> Self:
        """Runs that will still change: the call is open, or an image is still to be fetched."""
        fetching = Image.objects.filter(generation=models.OuterRef("pk"), state=SlotState.ANNOUNCED)
        return self.filter(Q(state__in=UNFINISHED) | models.Exists(fetching))

    def visible_to(self, user: User) -> Self:
        """What `user` may see, without deleted runs."""
        return super().visible_to(user).filter(deleted_at=None)

    def visible_or_deleted(self, user: User) -> Self:
        """What `user` may see, including deleted runs, which may be restored."""
        return super().visible_to(user)

    def listed_for(self, viewer: User) -> Self:
        """Without deleted runs, and without those that the viewer has hidden."""
        return self.filter(deleted_at=None).exclude(hidden_from__person=viewer)

    def hidden_by(self, viewer: User) -> Self:
        """What the viewer has hidden from their lists."""
        return self.filter(deleted_at=None, hidden_from__person=viewer)

    def matching(self, query: str) -> Self:
        """Runs whose prompt, owner and team match the text of a `tsquery`."""
        search = ScopedVector("text_vector", "owner", "team", output_field=SearchVectorField())
        return self.alias(search=search).filter(search__matches=query)

    def with_is_hidden(self, viewer: User) -> Self:
        """Annotates `is_hidden`: whether the viewer has hidden the run."""
        hidden = HiddenRun.objects.filter(person=viewer, run=models.OuterRef("pk"))
        return self.annotate(is_hidden=models.Exists(hidden))

    def for_card(self, viewer: User) -> Self:
        """Everything that a card shows to this viewer."""
        return self.with_slots().with_is_hidden(viewer)

    def with_slots(self) -> Self:
        """Everything that a card shows, in three queries for any number of runs."""
        return self.select_related("owner", "team", "outcome_decision__by").prefetch_related(
            "images__retry__images", "references__upload"
        )


_Manager = models.Manager.from_queryset(GenerationQuerySet)


class GenerationManager(_Manager["Generation"]):
    """Runs without the column that is only used for searching: it is as long as the prompt."""

    def get_queryset(self) -> GenerationQuerySet:
        return GenerationQuerySet(self.model, using=self._db).defer("text_vector")
