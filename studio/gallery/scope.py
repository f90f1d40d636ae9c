"""Which gallery a page shows: mine, or one team's. An address carries it as `?team=<slug>`."""

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
    """Mine, when there is no team."""

    team: Team | None
    found: str = ""
    """The query of its address (`ImageQuery.text`)."""

    @property
    def whole_url(self) -> str:
        """All of this gallery."""
        return self.url_with("gallery")

    def url_with(self, route: str, **query: str | int) -> str:
        """An address within this gallery: its team, and the query."""
        team: dict[str, str | int] = {"team": self.team.slug} if self.team else {}
        text = urlencode({**team, **query})
        return reverse(route) + (f"?{text}" if text else "")

    @property
    def query(self) -> str:
        """What a link to an image of this place ends with."""
        return "?" + self.found if self.found else self.whole_url.removeprefix(reverse("gallery"))

    @property
    def url(self) -> str:
        """What is found of it."""
        return reverse("gallery") + self.query


def scope_of(request: SignedIn, *, known: Sequence[Team] = ()) -> GalleryScope:
    """The gallery of the address; Http404 for a team that the person may not see. `known` teams are visible to them."""
    slug = request.GET.get("team", "")
    team = next((team for team in known if team.slug == slug), None)
    if slug and team is None:
        team = Team.objects.visible_to(request.user).filter(slug=slug).first()
    if slug and team is None:
        raise Http404
    return GalleryScope(team=team)


def scope_of_image(request: SignedIn, image: Image) -> GalleryScope:
    """Where somebody came from, as long as the image is there too; else mine if it is mine, else its team's."""
    team = image.team
    if team and (team.slug == request.GET.get("team") or image.owner_id != request.user.pk):
        return GalleryScope(team=team)
    return GalleryScope(team=None)


def galleries(user: User) -> list[Team]:
    """The living teams whose galleries somebody may open, by name."""
    return list(Team.objects.visible_to(user).living().order_by("name", "pk"))
