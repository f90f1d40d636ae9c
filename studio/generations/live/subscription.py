"""What an open page watches: runs, and perhaps an image. It is part of the URL of the page's stream."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from studio.accounts.models import Team, User
from studio.generations.live.new_images import NewImage, find_new_images
from studio.generations.models import Generation, Image
from studio.generations.models.generation_manager import GenerationQuerySet
from studio.generations.review_teams import review_teams
from studio.generations.runs.filters import RunFilter
from studio.infra.parsing import number_in

NO_RUNS = "-"
MINE = "-"

_NAMES = ("of", "run", "image", "gallery", "before", "reviews", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """The viewer's own runs, unless it names a team (by slug), one run, or none (`NO_RUNS`)."""

    of: str = ""
    run: int | None = None
    image: int | None = None
    gallery: str = ""
    """A team's slug, or `MINE`: new images in this gallery are announced."""
    before: int | None = None
    """A page of older runs: only those before this one."""
    reviews: bool = False
    """The review queue: every event of the teams where the viewer reviews updates the page."""
    version: str = ""
    """The version of the image or of the review queue that the page was rendered with. The stream compares with it, so
    that a change before it has connected updates the page too."""
    filter: RunFilter = field(default_factory=RunFilter)
    """What a new run must match to appear on the page."""

    @classmethod
    def read(cls, query: QueryDict) -> "Subscription":
        return cls(
            of=query.get("of", ""),
            run=number_in(query, "run"),
            image=number_in(query, "image"),
            gallery=query.get("gallery", ""),
            before=number_in(query, "before"),
            reviews="reviews" in query,
            version=query.get("version", ""),
            filter=RunFilter.read(query),
        )

    @property
    def shows_all_mine(self) -> bool:
        """Whether it is the first page of all the viewer's own runs."""
        return not self.of and self.run is None and self.before is None and not self.filter.query

    @property
    def shows_composer(self) -> bool:
        """Whether it may be the studio page."""
        elsewhere = (
            self.run or self.image or self.gallery or self.before or self.reviews or self.of == NO_RUNS
        )
        return not elsewhere and not self.filter.query

    def runs(self, viewer: User) -> GenerationQuerySet:
        """The watched runs that the viewer may see now."""
        if self.of == NO_RUNS:
            return Generation.objects.none()
        if self.run is not None:
            return Generation.objects.visible_to(viewer).filter(pk=self.run)
        runs = Generation.objects.owned_by(viewer)
        if self.of:
            runs = Generation.objects.filter(team__in=Team.objects.visible_to(viewer).filter(slug=self.of))
        return runs.filter(pk__lt=self.before) if self.before else runs

    def new_runs(self, viewer: User) -> GenerationQuerySet:
        """The watched runs that the page would list."""
        of = Team.objects.visible_to(viewer).filter(slug=self.of).first() if self.of else None
        return self.filter.apply(self.runs(viewer), viewer=viewer, of=of)

    def team(self, viewer: User) -> int | None:
        """The team whose events also concern this page."""
        if self.run is not None:
            return self.runs(viewer).values_list("team", flat=True).first()
        if self.image is not None:
            return (
                Image.objects.visible_to(viewer).filter(pk=self.image).values_list("team", flat=True).first()
            )
        slug = self.gallery or self.of
        return Team.objects.visible_to(viewer).filter(slug=slug).values_list("pk", flat=True).first()

    def teams(self, viewer: User) -> frozenset[int]:
        """The teams whose changes update this page."""
        if self.reviews:
            return frozenset(team.pk for team in review_teams(viewer))
        team = self.team(viewer)
        return frozenset({team} if team else ())

    def new_images(self, viewer: User, *, since: datetime, most: int) -> list[NewImage]:
        """The images added to the watched gallery."""
        if not self.gallery:
            return []
        return find_new_images(self.team(viewer), viewer=viewer, since=since, most=most)

    def access_revoked(self, viewer: User) -> bool:
        """Whether the viewer may no longer see what this page shows."""
        if self.reviews:
            return not review_teams(viewer)
        if self.image is not None:
            return not Image.objects.visible_to(viewer).filter(pk=self.image).exists()
        if self.run is not None:
            return not self.runs(viewer).exists()
        return not {self.of, self.gallery} <= {"", NO_RUNS, MINE} and self.team(viewer) is None

    def source(self, viewer: User, *, since: datetime) -> dict[str, object]:
        """What the page's stream element needs; the element adds the number of unread notifications.

        While a run is unfinished the stream stays open in a hidden page too, whose title shows when the run is done.
        """
        query: dict[str, str | int] = {"since": since.isoformat()}
        query |= {name: value for name in _NAMES if (value := getattr(self, name))}
        query |= self.filter.query
        is_busy = self.of != NO_RUNS and self.runs(viewer).unfinished().exists()
        query |= {"busy": 1} if is_busy else {}
        return {"stream_url": f"{reverse('run_events')}?{urlencode(query)}", "is_busy": is_busy}
