"""Reviews a long queue as a reviewer. Import it when the database is up."""

import re
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import Membership, Role, Team, User
from studio.infra.server.warm_up import warm_up

# The first team's images wait for review; those of the others are already approved.
_INSERT_SUBMISSIONS = """
INSERT INTO review_submission
  (image_id, team_id, author_id, state, version, round, submitted_by_id, submitted_at, note, approvals_needed,
   decided_at)
SELECT id, team_id, owner_id, CASE WHEN team_id = %(team)s THEN 'submitted' ELSE 'approved' END, 1, 1, owner_id,
  now() - interval '1 day', '', 1, CASE WHEN team_id = %(team)s THEN NULL ELSE now() - interval '1 hour' END
FROM generations_image WHERE state = 'stored' AND team_id IS NOT NULL
"""
_VERSION = re.compile(rb'name="version" value="(\d+)"')
_OPEN_IMAGE = re.compile(rb'id="stage-(\d+)"')


class ReviewClient:
    """A signed-in test client: requests run in this process, without the network."""

    def __init__(self) -> None:
        self.team = Team.objects.get(slug="seed-000")
        Team.objects.filter(pk=self.team.pk).update(approvals=1)
        user = User.objects.get_or_create(email="reviewer@studio.example", defaults={"name": "Rita"})[0]
        Membership.objects.get_or_create(user=user, team=self.team, defaults={"role": Role.REVIEWER})
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_SUBMISSIONS, {"team": self.team.pk})
            # Otherwise autovacuum would run during the measurement.
            cursor.execute("VACUUM ANALYZE review_submission, generations_image, generations_generation")
        warm_up()  # as the web process does
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(user)
        self._page = b""

    def open_page(self) -> float:
        """Opens the review page; returns milliseconds."""
        started = time.perf_counter()
        self._page = self._client.get(reverse("review")).content
        return (time.perf_counter() - started) * 1000

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.open_page()
        return len(captured)

    def decide(self) -> float:
        """Approves the open image; returns milliseconds until the next image's card."""
        image, version = _OPEN_IMAGE.search(self._page), _VERSION.search(self._page)
        if not (image and version):
            raise RuntimeError("No submission is open.")
        url = reverse("review_decide", args=[int(image[1])])
        started = time.perf_counter()
        response = self._client.post(
            url, {"verb": "approve", "version": int(version[1])}, headers={"HX-Request": "true"}
        )
        elapsed = (time.perf_counter() - started) * 1000
        self._page = response.content
        if response.status_code != 200 or _OPEN_IMAGE.search(self._page) == image:
            raise RuntimeError(f"The decision was not taken ({response.status_code}).")
        return elapsed

    def clear(self) -> None:
        """Deletes all submissions and images, for the next measurement."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE review_submission, generations_generation CASCADE")
