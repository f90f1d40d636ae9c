"""The filters of a gallery: the menus of its toolbar, and the pills of active filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import User
from studio.gallery.models import SavedSearch, Tag
from studio.gallery.search.query import (
    MANUAL,
    NOT_SUBMITTED,
    SIZES,
    ImageQuery,
)
from studio.generations.runs.available_models import models_in_use
from studio.generations.states import ReviewState
from studio.provider.models import find_model

SHAPES = (
    ("square", gettext_lazy("Square")),
    ("landscape", gettext_lazy("Landscape")),
    ("portrait", gettext_lazy("Portrait")),
    ("pano", gettext_lazy("Panorama")),
)
SORTS = (
    ("newest", gettext_lazy("Newest")),
    ("oldest", gettext_lazy("Oldest")),
    ("rating", gettext_lazy("Highest rated")),
)
REVIEWS = ((NOT_SUBMITTED, gettext_lazy("Not submitted")), *ReviewState.choices)
SEARCHES = 100
TAGS = 200
"""Tags in the menu; any other is found by typing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pill:
    """One active filter, and the URL without it."""

    label: str
    url: str


def filters(image_query: ImageQuery) -> dict[str, Any]:
    """The context of the toolbar: four short queries, whatever the size of the gallery."""
    people = list(_people(image_query))
    tags = image_query.known_tags[:TAGS]
    models = models_in_use()
    sorts = ((MANUAL, _("Manual")), *SORTS) if image_query.opened else SORTS
    return {
        "people": people,
        "tags": tags,
        "shapes": SHAPES,
        "sorts": sorts,
        "collections": image_query.known_collections,
        "opened": image_query.opened,
        "searches": _searches(image_query),
        "stars": range(1, 6),
        "sizes": tuple(SIZES),
        "models": models if len(models) > 1 else (),
        "reviews": REVIEWS if image_query.team and image_query.team.has_review else (),
        "pills": list(_pills(image_query, people, tags)),
    }


def _people(image_query: ImageQuery) -> Iterator[User]:
    """The team's members; nobody for one's own gallery."""
    if image_query.team:
        yield from User.objects.filter(memberships__team=image_query.team).order_by("name", "pk")


def _searches(image_query: ImageQuery) -> list[SavedSearch]:
    """The viewer's saved searches in this gallery, and those that others share with the team, by name."""
    known = SavedSearch.objects.offered_to(image_query.viewer, team=image_query.team)
    found = list(known.select_related("owner").order_by("name", "pk")[:SEARCHES])
    for one in found:
        one.team = image_query.team
    return found


def _pills(image_query: ImageQuery, people: list[User], tags: list[Tag]) -> Iterator[Pill]:
    chosen: list[tuple[str, int | str, str]] = []
    chosen += [("by", person.pk, str(person)) for person in people if person.pk in image_query.by]
    chosen += [("tag", tag.pk, f"#{tag}") for tag in tags if tag.pk in image_query.tags]
    chosen += [("shape", name, str(label)) for name, label in SHAPES if name in image_query.shapes]
    for name, value, label in chosen:
        yield Pill(label=label, url=image_query.url(without=name, value=str(value)))
    for name, label in _facts(image_query).items():
        if label:
            yield Pill(label=label, url=image_query.url(without=name))


def _facts(image_query: ImageQuery) -> dict[str, str]:
    """The label of each single-valued filter, by field name; empty when it is not set."""
    stars = {"stars": "★" * image_query.stars}
    return {
        "q": image_query.q and f"“{image_query.q}”",
        "from": _("From %(day)s") % {"day": date_format(image_query.since)} if image_query.since else "",
        "to": _("Until %(day)s") % {"day": date_format(image_query.until)} if image_query.until else "",
        "size": image_query.size,
        "fav": _("Favourites") if image_query.favourites else "",
        "stars": _("%(stars)s or more") % stars if image_query.stars else "",
        "refs": _("With references") if image_query.has_references else "",
        "model": known.label if (known := find_model(image_query.model)) else image_query.model,
        "review": str(dict(REVIEWS).get(image_query.review, "")),
        "collection": str(image_query.opened or ""),
    }
