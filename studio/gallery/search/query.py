"""A gallery's search and filters, parsed from its query string, and the images that match."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from studio.accounts.models import Team, User
from studio.gallery.curation.tags import key_of
from studio.gallery.models import Collection, ImageTag, Tag
from studio.gallery.search.pagination import images_in
from studio.gallery.search.query_text import LONGEST, QueryText
from studio.generations.models import Image, Reference
from studio.generations.models.image import ImageQuerySet
from studio.generations.search_index import of_owner, of_tag, of_team
from studio.generations.states import ReviewState
from studio.infra.parsing import parse_number
from studio.infra.text_search import phrase, split
from studio.provider.models import find_model

NEWEST, OLDEST, RATING, MANUAL = "newest", "oldest", "rating", "hand"
SORTS = (NEWEST, OLDEST, RATING)
SHAPES = {
    "square": Q(width=F("height")),
    "landscape": Q(width__gt=F("height"), width__lt=F("height") * 2),
    "portrait": Q(width__lt=F("height")),
    "pano": Q(width__gte=F("height") * 2),
}
SIZES = {"2K": Q(pixels__lt=8_000_000), "4K": Q(pixels__gte=8_000_000)}
STARS = ("1", "2", "3", "4", "5")
NOT_SUBMITTED = "none"
REVIEWS = (NOT_SUBMITTED, *ReviewState.values)
TAGS = 1_000
"""Tags of a gallery that can be found by name."""
VALUES = 50
"""Values of one filter; more are ignored."""

Query = dict[str, str | int]
FILTERS = (
    "q",
    "by",
    "tag",
    "shape",
    "size",
    "from",
    "to",
    "fav",
    "stars",
    "refs",
    "model",
    "review",
    "collection",
    "sort",
)


@dataclass(frozen=True, kw_only=True)
class ImageQuery:
    """One gallery (the viewer's own without a team), its filters and its order."""

    team: Team | None
    viewer: User
    q: str = ""
    by: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    shapes: frozenset[str] = frozenset()
    size: str = ""
    since: date | None = None
    until: date | None = None
    favourites: bool = False
    stars: int = 0
    has_references: bool = False
    model: str = ""
    review: str = ""
    collection: int = 0
    """An opened collection; its order is manual unless another one is chosen."""
    sort: str = NEWEST
    query: dict[str, list[str]] = field(default_factory=dict)
    """The query string, with known filters only."""

    @classmethod
    def read(cls, query: QueryDict, *, viewer: User) -> Self:
        """Parses a query string, whose `team` is a slug; Http404 for a team that the viewer may not see."""
        slug = query.get("team", "")
        team = get_object_or_404(Team.objects.visible_to(viewer), slug=slug) if slug else None
        return cls.within(team, query, viewer=viewer)

    @classmethod
    def within(cls, team: Team | None, query: QueryDict, *, viewer: User) -> Self:
        """Parses a query for a gallery that the viewer may see; invalid values are ignored."""
        stars, size, sort = (query.get(name, "") for name in ("stars", "size", "sort"))
        collection = min(_numbers(query.getlist("collection")[:1]), default=0)
        return cls(
            team=team,
            viewer=viewer,
            q=query.get("q", "").strip()[:LONGEST],
            by=_numbers(query.getlist("by")),
            tags=_numbers(query.getlist("tag")),
            shapes=frozenset(query.getlist("shape")) & frozenset(SHAPES),
            size=size if size in SIZES else "",
            since=parse_day(query.get("from", "")),
            until=parse_day(query.get("to", "")),
            favourites=bool(query.get("fav")),
            stars=int(stars) if stars in STARS else 0,
            has_references=bool(query.get("refs")),
            model=query.get("model", "")[:64],
            review=query.get("review", "") if query.get("review") in REVIEWS else "",
            collection=collection,
            sort=sort if sort in SORTS else MANUAL if collection else NEWEST,
            query={name: query.getlist(name) for name in FILTERS if any(query.getlist(name))},
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(name != "sort" for name in self.query)

    def text(self, *, without: str = "", value: str = "", more: Query | None = None) -> str:
        """The query string, with `more` fields, or without a filter or one `value` of it."""
        place: dict[str, list[str] | str | int] = {"team": self.team.slug} if self.team else {}
        kept = {
            name: [one for one in values if name != without or (value and one != value)]
            for name, values in self.query.items()
        }
        return urlencode(
            {**place, **{name: values for name, values in kept.items() if values}, **(more or {})}, doseq=True
        )

    def url(self, *, without: str = "", value: str = "", more: Query | None = None) -> str:
        """The URL of the gallery with this query."""
        text = self.text(without=without, value=value, more=more)
        return reverse("gallery") + (f"?{text}" if text else "")

    def images(self) -> ImageQuerySet:
        """All matching images, unordered."""
        # The search terms include the gallery's word, so the search index suffices; another index would be slower.
        if asked := self._search:
            found = Image.objects.stored().filter(search_vector__matches=asked)
        else:
            found = images_in(self.team, viewer=self.viewer)
        if self.by:
            found = found.filter(owner__in=self.by)
        for tag in self.tags:
            found = self._with_tag(found, tag)
        if self.collection:
            mine = Collection.objects.of(self.team, user=self.viewer).filter(pk=self.collection)
            found = found.filter(collectionimage__collection__in=mine.values("pk"))
            found = found.annotate(place=F("collectionimage__position"))
        if self.favourites:
            found = found.filter(favourites__user=self.viewer)
        return self._in_date_range(found).filter(*self._row_conditions())

    def _row_conditions(self) -> list[Any]:
        """Conditions that are checked on the rows found by indexes."""
        facts: list[Any] = []
        if self.shapes:
            facts.append(Q(*(SHAPES[name] for name in sorted(self.shapes)), _connector=Q.OR))
        if self.size:
            facts.append(SIZES[self.size])
        if self.stars:
            facts.append(Q(rating__gte=self.stars))
        if self.has_references:
            facts.append(Exists(Reference.objects.filter(generation=OuterRef("generation"))))
        if self.model:
            facts.append(Q(generation__model__in=names_of(self.model)))
        if self.review:
            facts.append(Q(review="" if self.review == NOT_SUBMITTED else self.review))
        return facts

    def _with_tag(self, found: ImageQuerySet, tag: int) -> ImageQuerySet:
        """A join with the tag table, which is in image order, for a single tag; a lookup per row for several."""
        mine = Tag.objects.of(self.team, user=self.viewer).filter(pk=tag)
        if len(self.tags) == 1:
            return found.filter(imagetag__tag__in=mine.values("pk"))
        return found.filter(Exists(ImageTag.objects.filter(tag__in=mine, image=OuterRef("pk"))))

    def _in_date_range(self, found: ImageQuerySet) -> ImageQuerySet:
        """Days as bounds of ids: ids are in the order of the clicks, so that one index serves both."""
        within = images_in(self.team, viewer=self.viewer)
        if self.since:
            first = within.filter(day__gte=self.since).order_by("day", "id").values("id")[:1]
            found = found.filter(id__gte=first, day__gte=self.since)
        if self.until:
            last = within.filter(day__lte=self.until).order_by("-day", "-id").values("id")[:1]
            found = found.filter(id__lte=last, day__lte=self.until)
        return found

    @cached_property
    def _search(self) -> str:
        """The text of a `tsquery`: the gallery's word, and every term of the search."""
        asked = QueryText.read(self.q)
        terms = [self._term(word) for word in asked.words]
        terms += [_any_of(of_owner(person) for person in self._people(name)) for name in asked.people]
        terms += [_any_of(of_tag(tag) for tag in self._tags(name)) for name in asked.tags]
        terms = [term for term in terms if term]
        if not terms:
            return ""
        place = of_team(self.team.pk) if self.team else of_owner(self.viewer.pk)
        return " & ".join([f"'{place}'", *terms])

    def _term(self, word: str) -> str:
        """Adjacent words in the prompt, or the name of a tag."""
        words = split(word)
        if not words:
            return ""
        tagged = [f"'{of_tag(tag)}'" for tag in self._tags(word)]
        return f"({' | '.join([f'({phrase(words)})', *tagged])})"

    @cached_property
    def known_collections(self) -> list[Collection]:
        """The collections of this gallery by name."""
        return list(Collection.objects.of(self.team, user=self.viewer).order_by("name", "pk"))

    @property
    def opened(self) -> Collection | None:
        """The opened collection, when this gallery has it."""
        return next((one for one in self.known_collections if one.pk == self.collection), None)

    @cached_property
    def known_tags(self) -> list[Tag]:
        """The tags of this gallery by name, at most `TAGS`."""
        return list(Tag.objects.of(self.team, user=self.viewer).order_by("name", "pk")[:TAGS])

    def _tags(self, name: str) -> list[int]:
        """This gallery's tags whose name contains the text."""
        return [tag.pk for tag in self.known_tags if key_of(name) in tag.key][:50]

    def _people(self, name: str) -> list[int]:
        """The people in this gallery who match a part of the name or the beginning of the email address."""
        made = Image.objects.stored().filter(owner=OuterRef("pk"))
        people = User.objects.filter(
            Exists(made.filter(team=self.team)) if self.team else Q(pk=self.viewer.pk)
        )
        matching = people.filter(Q(name__icontains=name) | Q(email__istartswith=name))
        return list(matching.order_by("pk").values_list("pk", flat=True)[:50])


def _any_of(words: Any) -> str:
    """Any of the words; without words, a word that no image has, so that nothing is found."""
    return "(" + (" | ".join(f"'{word}'" for word in words) or "'?'") + ")"


def _numbers(texts: list[str]) -> frozenset[int]:
    numbers = (parse_number(text) for text in texts[:VALUES])
    return frozenset(number for number in numbers if number is not None)


def parse_day(text: str) -> date | None:
    """A day from a query string; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def names_of(model: str) -> list[str]:
    """All names under which runs may have stored the model: older runs have the provider's id."""
    known = find_model(model)
    return sorted(known.all_ids) if known else [model]
