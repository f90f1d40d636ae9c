"""A reviewer before a long queue. Import it when the database is up."""

import re
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import Membership, Role, Team, User
from studio.infra.server.warm_up import warm_up

# The first team's images wait; those of the others were approved long ago.
_SUBMIT = """
INSERT INTO review_submission
  (image_id, team_id, author_id, state, version, round, submitted_by_id, submitted_at, note, approvals_needed,
   decided_at)
SELECT id, team_id, owner_id, CASE WHEN team_id = %(team)s THEN 'submitted' ELSE 'approved' END, 1, 1, owner_id,
  now() - interval '1 day', '', 1, CASE WHEN team_id = %(team)s THEN NULL ELSE now() - interval '1 hour' END
FROM generations_image WHERE state = 'stored' AND team_id IS NOT NULL
"""
_VERSION = re.compile(rb'name="version" value="(\d+)"')
_OPENED = re.compile(rb'id="stage-(\d+)"')


class Reviewer:
    """Signed in, in this process: requests go the whole way but the network's."""

    def __init__(self) -> None:
        self.team = Team.objects.get(slug="seed-000")
        Team.objects.filter(pk=self.team.pk).update(approvals=1)
        user = User.objects.get_or_create(email="reviewer@studio.example", defaults={"name": "Rita"})[0]
        Membership.objects.get_or_create(user=user, team=self.team, defaults={"role": Role.REVIEWER})
        with connection.cursor() as cursor:
            cursor.execute(_SUBMIT, {"team": self.team.pk})
            # As autovacuum leaves them: it would otherwise work beside the measurement.
            cursor.execute("VACUUM ANALYZE review_submission, generations_image, generations_generation")
        warm_up()  # as the web process that this one stands for
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(user)
        self._page = b""

    def open_page(self) -> float:
        """Milliseconds of the whole page."""
        started = time.perf_counter()
        self._page = self._client.get(reverse("review")).content
        return (time.perf_counter() - started) * 1000

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.open_page()
        return len(captured)

    def decide(self) -> float:
        """Milliseconds from an approval to the next image's card."""
        image, version = _OPENED.search(self._page), _VERSION.search(self._page)
        if not (image and version):
            raise RuntimeError("No submission is open.")
        address = reverse("review_decide", args=[int(image[1])])
        started = time.perf_counter()
        answer = self._client.post(
            address, {"verb": "approve", "version": int(version[1])}, headers={"HX-Request": "true"}
        )
        took = (time.perf_counter() - started) * 1000
        self._page = answer.content
        if answer.status_code != 200 or _OPENED.search(self._page) == image:
            raise RuntimeError(f"The decision was not taken ({answer.status_code}).")
        return took

    def clear(self) -> None:
        """No submissions and no images, for the next measurement."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE review_submission, generations_generation CASCADE")
