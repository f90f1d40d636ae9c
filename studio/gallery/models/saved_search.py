"""Saved searches."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User

LONGEST, LONGEST_QUERY = 60, 2000  # characters


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Queries of saved searches."""

    def offered_to(self, user: User, *, team: Team | None) -> Self:
        """The searches in this gallery: the user's own, and those that others share with the team."""
        return self.filter(Q(owner=user) | Q(is_shared=True), team=team)

    def visible_to(self, user: User) -> Self:
        """The user's own, and those shared with the teams whose galleries they may open."""
        return self.filter(Q(owner=user) | Q(is_shared=True, team__in=Team.objects.visible_to(user)))


class SavedSearch(models.Model):
    """A named query of a gallery. Each viewer finds only what they may see."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=LONGEST)
    query = models.CharField(max_length=LONGEST_QUERY)
    is_shared = models.BooleanField(_("shared with the team"), default=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(team__isnull=False), name="saved_search_shared_in_a_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The gallery with this query."""
        place = urlencode({"team": self.team.slug}) + "&" if self.team else ""
        return f"{reverse('gallery')}?{place}{self.query}"
