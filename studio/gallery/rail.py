"""The links in the side bar of the gallery and of the trash."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.gallery.models import Collection, Tag
from studio.gallery.scope import GalleryScope
from studio.gallery.search.counts import TAGS
from studio.gallery.search.query import ImageQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class RailLink:
    """One link, with an icon or a team's avatar before its name."""

    name: str
    url: str
    icon: str = ""
    team: Team | None = None
    counter: str = ""
    """The id of the element with its number, after `count-`; without it no number is shown."""
    current: str = ""
    """The value of `aria-current`; empty for a link to another page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """The links by group, and the URL that counts their images."""

    counts_url: str
    own: list[RailLink]
    teams: list[RailLink]
    collections: list[RailLink]
    tags: list[RailLink]


def rail(scope: GalleryScope, teams: Iterable[Team], *, image_query: ImageQuery | None = None) -> Rail:
    """The links of one gallery; the trash has no search (`image_query` is None), collections or tags."""
    return Rail(
        counts_url=scope.url_with("gallery_rail"),
        own=_own(scope, image_query),
        teams=[_team(team, scope, image_query) for team in teams],
        collections=[_collection(one, scope, image_query) for one in image_query.known_collections]
        if image_query
        else [],
        tags=[_tag(tag, scope, image_query) for tag in image_query.known_tags[:TAGS]] if image_query else [],
    )


def _own(scope: GalleryScope, image_query: ImageQuery | None) -> list[RailLink]:
    is_all = image_query is not None and not scope.team and not image_query.is_narrowed
    is_favourites = image_query is not None and image_query.favourites
    return [
        RailLink(name=_("My images"), url=reverse("gallery"), icon="user", counter="mine", current=_page(is_all)),
        RailLink(
            name=_("Favourites"), url=scope.url_with("gallery", fav=1), icon="heart", counter="favourites",
            current=_page(is_favourites),
        ),
        RailLink(name=_("Trash"), url=scope.url_with("trash"), icon="trash", current=_page(image_query is None)),
    ]  # fmt: skip


def _team(team: Team, scope: GalleryScope, image_query: ImageQuery | None) -> RailLink:
    is_here = image_query is not None and not image_query.favourites and team == scope.team
    url = f"{reverse('gallery')}?{urlencode({'team': team.slug})}"
    return RailLink(name=str(team), url=url, team=team, counter=f"team-{team.pk}", current=_page(is_here))


def _collection(one: Collection, scope: GalleryScope, image_query: ImageQuery) -> RailLink:
    url = scope.url_with("gallery", collection=one.pk)
    current = _page(one.pk == image_query.collection)
    return RailLink(name=str(one), url=url, icon="stack", counter=f"collection-{one.pk}", current=current)


def _tag(tag: Tag, scope: GalleryScope, image_query: ImageQuery) -> RailLink:
    """A tag is marked as one of several current filters, not as the current page."""
    url = scope.url_with("gallery", tag=tag.pk)
    current = "true" if tag.pk in image_query.tags else ""
    return RailLink(name=str(tag), url=url, icon="hash", counter=f"tag-{tag.pk}", current=current)


def _page(is_current: bool) -> str:
    return "page" if is_current else ""
