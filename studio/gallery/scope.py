"""The gallery that a page shows: the user's own, or a team's (`?team=<slug>`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from studio.accounts.models import Team, User
from studio.accounts.request_utils import SignedIn
from studio.generations.models import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryScope:
    """The user's own gallery when there is no team."""

    team: Team | None
    found: str = ""
    """The query string of the search (`ImageQuery.text`)."""

    @property
    def whole_url(self) -> str:
        """The URL of the whole gallery."""
        return self.url_with("gallery")

    def url_with(self, route: str, **query: str | int) -> str:
        """A URL within this gallery, with its team and the query."""
        team: dict[str, str | int] = {"team": self.team.slug} if self.team else {}
        text = urlencode({**team, **query})
        return reverse(route) + (f"?{text}" if text else "")

    @property
    def query(self) -> str:
        """The query string of links to images in this gallery."""
        return "?" + self.found if self.found else self.whole_url.removeprefix(reverse("gallery"))

    @property
    def url(self) -> str:
        """The URL of the gallery with its search."""
        return reverse("gallery") + self.query


def scope_of(request: SignedIn, *, known: Sequence[Team] = ()) -> GalleryScope:
    """The gallery in the query string; Http404 for a team that the user may not see. `known` teams are visible."""
    slug = request.GET.get("team", "")
    team = next((team for team in known if team.slug == slug), None)
    if slug and team is None:
        team = Team.objects.visible_to(request.user).filter(slug=slug).first()
    if slug and team is None:
        raise Http404
    return GalleryScope(team=team)


def scope_of_image(request: SignedIn, image: Image) -> GalleryScope:
    """The gallery from which the user came, if it has the image; else the owner's own for them, else its team's."""
    team = image.team
    if team and (team.slug == request.GET.get("team") or image.owner_id != request.user.pk):
        return GalleryScope(team=team)
    return GalleryScope(team=None)


def galleries(user: User) -> list[Team]:
    """The teams, without archived ones, whose galleries the user may open, by name."""
    if user.sees_every_team:
        return list(Team.objects.active().order_by("name", "pk"))
    return user.active_teams
