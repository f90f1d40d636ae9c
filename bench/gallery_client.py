"""Requests to the gallery of a large team, and the same work in plain SQL. Import it when the database is up."""

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

SCOPE = "team=seed-000"
TAG = "measured"

# All rows that a page shows, in one statement.
_BASELINE_SQL = """
SELECT image.*, run.*, person.name, team.name
FROM generations_image image
JOIN generations_generation run ON run.id = image.generation_id
JOIN accounts_user person ON person.id = image.owner_id
LEFT JOIN accounts_team team ON team.id = image.team_id
WHERE image.team_id = %s AND image.state = 'stored'
ORDER BY image.id DESC LIMIT %s
"""


class GalleryClient:
    """A test client signed in as a member of the first team: requests run in this process, without the network."""

    def __init__(self, query: str) -> None:
        self._query = query
        self.user = User.objects.get(email="seed-000-00@studio.example")
        self.team = Team.objects.get(slug="seed-000")
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(self.user)
        self.first_page = self._url()

    @cached_property
    def person_page(self) -> str:
        owners = Image.objects.filter(team=self.team).order_by().values("owner").annotate(count=Count("pk"))
        return self._url(f"by={owners.order_by('-count')[0]['owner']}")

    @cached_property
    def tag_page(self) -> str:
        """The images that `tag_all` has tagged."""
        return self._url(f"tag={Tag.objects.get(team=self.team, name=TAG).pk}")

    @cached_property
    def search_page(self) -> str:
        return self._url(f"q={self._query}")

    def deep_page(self, screens: int) -> str:
        """The page `screens` pages down, or the last but one."""
        images = Image.objects.stored().filter(team=self.team).order_by("-id")
        offset = min(screens * PAGE, images.count() - PAGE - 2)
        return self._url(f"before={images.values_list('pk', flat=True)[offset]}")

    def get(self, url: str) -> bytes:
        response = self._client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url}: {response.status_code}")
        return response.content

    def queries(self, url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(url)
        return len(captured)

    def render_baseline(self) -> None:
        """Reads the rows with one SQL statement and renders their tiles with the template."""
        with connection.cursor() as cursor:
            cursor.execute(_BASELINE_SQL, [self.team.pk, PAGE + 1])
            cursor.fetchall()
        render_to_string("gallery/image_tiles.html", {"images": self._tiles, "user": self.user, "density": 1})

    def search_index(self, *, page: bool = False) -> int:
        """Searches by the word index: counts the matches, or reads the newest page."""
        return _count_or_read_page(self._image_query.images(), page=page)

    def search_like(self, *, page: bool = False) -> int:
        """Searches the text of the prompts with LIKE."""
        images = Image.objects.stored().filter(team=self.team, generation__prompt__contains=self._query)
        return _count_or_read_page(images, page=page)

    @cached_property
    def _image_query(self) -> ImageQuery:
        return ImageQuery.read(QueryDict(f"{SCOPE}&q={self._query}"), viewer=self.user)

    def tag_all(self, limit: int) -> float:
        """Tags at most `limit` images with one request and runs the worker's part here; returns ms per image."""
        count = min(limit, Image.objects.stored().filter(team=self.team).count())
        started = time.perf_counter()
        response = self._client.post(reverse("images_tag"), {"all": SCOPE, "tag": TAG})
        for action in BulkAction.objects.filter(state__in=UNFINISHED):
            while run_batch(action.pk):
                pass
        elapsed = (time.perf_counter() - started) * 1000
        tagged = Image.objects.filter(tags__name=TAG).count()
        if tagged != count:
            raise RuntimeError(f"{tagged} of {count} images are tagged ({response.status_code}).")
        return elapsed / count

    def clear(self) -> None:
        """Deletes all runs, images and the tag, for the next measurement."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE generations_generation CASCADE")
        Tag.objects.filter(name=TAG).delete()

    def _url(self, query: str = "") -> str:
        return f"{reverse('gallery')}?{SCOPE}&{query}".rstrip("&")

    @cached_property
    def _tiles(self) -> list[Image]:
        images = Image.objects.stored().filter(team=self.team)
        return list(images.select_related("generation", "owner", "team").order_by("-id")[:PAGE])


def _count_or_read_page(images: ImageQuerySet, *, page: bool) -> int:
    return len(images.order_by("-id").values("pk")[: PAGE + 1]) if page else images.count()
