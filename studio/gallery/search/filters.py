"""What can be chosen in a gallery, and what has been: the menus of its toolbar and the pills below."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import User
from studio.gallery.models import SavedSearch, Tag
from studio.gallery.search.query import (
    HAND,
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
"""Tags that are offered; any other is found by typing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pill:
    """One filter that is set, and the address without it."""

    label: str
    url: str


def filters(finding: ImageQuery) -> dict[str, Any]:
    """Everything that the toolbar offers for this gallery: four short queries however large it is."""
    people = list(_people(finding))
    tags = finding.known_tags[:TAGS]
    models = models_in_use()
    sorts = ((HAND, _("Manual")), *SORTS) if finding.opened else SORTS
    return {
        "people": people,
        "tags": tags,
        "shapes": SHAPES,
        "sorts": sorts,
        "collections": finding.known_collections,
        "opened": finding.opened,
        "searches": _searches(finding),
        "stars": range(1, 6),
        "sizes": tuple(SIZES),
        "models": models if len(models) > 1 else (),
        "reviews": REVIEWS if finding.team and finding.team.has_review else (),
        "pills": list(_pills(finding, people, tags)),
    }


def _people(finding: ImageQuery) -> Iterator[User]:
    """The team's members; in one's own gallery there is only oneself to choose."""
    if finding.team:
        yield from User.objects.filter(memberships__team=finding.team).order_by("name", "pk")


def _searches(finding: ImageQuery) -> list[SavedSearch]:
    """What the viewer keeps in this gallery, and what others share with it, by name."""
    known = SavedSearch.objects.offered_to(finding.viewer, team=finding.team)
    found = list(known.select_related("owner").order_by("name", "pk")[:SEARCHES])
    for one in found:
        one.team = finding.team
    return found


def _pills(finding: ImageQuery, people: list[User], tags: list[Tag]) -> Iterator[Pill]:
    chosen: list[tuple[str, int | str, str]] = []
    chosen += [("by", person.pk, str(person)) for person in people if person.pk in finding.by]
    chosen += [("tag", tag.pk, f"#{tag}") for tag in tags if tag.pk in finding.tags]
    chosen += [("shape", name, str(label)) for name, label in SHAPES if name in finding.shapes]
    for name, value, label in chosen:
        yield Pill(label=label, url=finding.url(without=name, value=str(value)))
    for name, label in _facts(finding).items():
        if label:
            yield Pill(label=label, url=finding.url(without=name))


def _facts(finding: ImageQuery) -> dict[str, str]:
    """What is set by the name of its field, in words; empty when it is not."""
    stars = {"stars": "★" * finding.stars}
    return {
        "q": finding.q and f"“{finding.q}”",
        "from": _("From %(day)s") % {"day": date_format(finding.since)} if finding.since else "",
        "to": _("Until %(day)s") % {"day": date_format(finding.until)} if finding.until else "",
        "size": finding.size,
        "fav": _("Favourites") if finding.favourites else "",
        "stars": _("%(stars)s or more") % stars if finding.stars else "",
        "refs": _("With references") if finding.has_references else "",
        "model": known.label if (known := find_model(finding.model)) else finding.model,
        "review": str(dict(REVIEWS).get(finding.review, "")),
        "collection": str(finding.opened or ""),
    }
