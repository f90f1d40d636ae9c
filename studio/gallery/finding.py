"""What somebody looks for in a gallery, as its address says it."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from studio.accounts.models import Team, User
from studio.gallery.browse import images_in
from studio.generations.models.image import ImageQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One gallery, and what of it: mine when there is no team."""

    team: Team | None

    @classmethod
    def read(cls, query: QueryDict, *, viewer: User) -> Self:
        """Of an address' query; a team that the viewer may not look at is none, and finds nothing of it."""
        slug = query.get("team", "")
        team = Team.objects.visible_to(viewer).filter(slug=slug).first() if slug else None
        return cls(team=team)

    def images(self, *, viewer: User) -> ImageQuerySet:
        """All that is found, in no order."""
        return images_in(self.team, viewer=viewer)
