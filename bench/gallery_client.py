"""Somebody before the gallery of a large team, and the same work done bare. Import it when the database is up."""

import time
from functools import cached_property

from django.db import connection
from django.db.models import Count
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import Team, User
from studio.gallery.bulk.actions import run_batch
from studio.gallery.models import BulkAction, Tag
from studio.gallery.models.bulk import UNFINISHED
from studio.gallery.search.pagination import PAGE
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

PLACE = "team=seed-000"
TAG = "measured"

# What a page shows, in one statement.
_BARE = """
SELECT image.*, run.*, person.name, team.name
FROM generations_image image
JOIN generations_generation run ON run.id = image.generation_id
JOIN accounts_user person ON person.id = image.owner_id
LEFT JOIN accounts_team team ON team.id = image.team_id
WHERE image.team_id = %s AND image.state = 'stored'
ORDER BY image.id DESC LIMIT %s
"""


class GalleryClient:
    """A member of the first team, signed in, in this process: their requests go the whole way but the network's."""

    def __init__(self, sought: str) -> None:
        self._sought_words = sought
        self.user = User.objects.get(email="seed-000-00@studio.example")
        self.team = Team.objects.get(slug="seed-000")
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(self.user)
        self.first = self._address()

    @cached_property
    def of_person(self) -> str:
        makers = Image.objects.filter(team=self.team).order_by().values("owner").annotate(count=Count("pk"))
        return self._address(f"by={makers.order_by('-count')[0]['owner']}")

    @cached_property
    def of_tag(self) -> str:
        """What `tag_all` has tagged."""
        return self._address(f"tag={Tag.objects.get(team=self.team, name=TAG).pk}")

    @cached_property
    def search(self) -> str:
        return self._address(f"q={self._sought_words}")

    def deep(self, screens: int) -> str:
        """The page so many screens down, or the last but one."""
        images = Image.objects.stored().filter(team=self.team).order_by("-id")
        place = min(screens * PAGE, images.count() - PAGE - 2)
        return self._address(f"before={images.values_list('pk', flat=True)[place]}")

    def get(self, address: str) -> bytes:
        answer = self._client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return answer.content

    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return len(captured)

    def bare(self) -> None:
        """The rows by one plain statement, and their tiles by their template."""
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [self.team.pk, PAGE + 1])
            cursor.fetchall()
        render_to_string("gallery/image_tiles.html", {"images": self._tiles, "user": self.user, "density": 1})

    def found(self, *, page: bool = False) -> int:
        """By the words of the images: how many, or the newest."""
        return _read(self._sought.images(), page=page)

    def like(self, *, page: bool = False) -> int:
        """By the text of the prompts."""
        images = Image.objects.stored().filter(
            team=self.team, generation__prompt__contains=self._sought_words
        )
        return _read(images, page=page)

    @cached_property
    def _sought(self) -> ImageQuery:
        return ImageQuery.read(QueryDict(f"{PLACE}&q={self._sought_words}"), viewer=self.user)

    def tag_all(self, most: int) -> float:
        """Milliseconds an image, for at most so many by one click; what the worker does of it is done here."""
        count = min(most, Image.objects.stored().filter(team=self.team).count())
        started = time.perf_counter()
        answer = self._client.post(reverse("images_tag"), {"all": PLACE, "tag": TAG})
        for action in BulkAction.objects.filter(state__in=UNFINISHED):
            while run_batch(action.pk):
                pass
        took = (time.perf_counter() - started) * 1000
        tagged = Image.objects.filter(tags__name=TAG).count()
        if tagged != count:
            raise RuntimeError(f"{tagged} of {count} images are tagged ({answer.status_code}).")
        return took / count

    def clear(self) -> None:
        """No runs, no images and no tag of ours, for the next measurement."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE generations_generation CASCADE")
        Tag.objects.filter(name=TAG).delete()

    def _address(self, query: str = "") -> str:
        return f"{reverse('gallery')}?{PLACE}&{query}".rstrip("&")

    @cached_property
    def _tiles(self) -> list[Image]:
        images = Image.objects.stored().filter(team=self.team)
        return list(images.select_related("generation", "owner", "team").order_by("-id")[:PAGE])


def _read(images: ImageQuerySet, *, page: bool) -> int:
    return len(images.order_by("-id").values("pk")[: PAGE + 1]) if page else images.count()
