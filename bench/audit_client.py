"""Opens the pages of a long audit log as an auditor. Import it when the database is up."""

from hashlib import md5

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.accounts.models import User
from studio.audit.models import AuditEntry
from studio.infra.server.warm_up import warm_up

PEOPLE, TEAMS = 20, 10
# One a minute, the newest now. Half are sign-ins, and one in a hundred is a suspension.
_INSERT_ENTRIES = """
INSERT INTO audit_auditentry (at, actor_id, actor_name, action, target_type, target_id, target_name, team_id,
  after, address, request_id, search_vector)
SELECT now() - make_interval(mins => n), 1000 + n %% %(people)s, 'Person ' || n %% %(people)s, action,
  'image', n %% 1000, 'Image ' || n %% 1000, 1 + n %% %(teams)s, '{"state": "approved"}', '192.0.2.7', md5(n::text),
  to_tsvector('simple',
    concat_ws(' ', 'Person', chr(97 + n %% %(people)s), replace(action, '.', ' '), 'Image', n %% 1000, md5(n::text)))
FROM generate_series(%(start)s, %(end)s - 1) n,
  LATERAL (SELECT CASE WHEN n %% 100 = 0 THEN 'person.suspended' WHEN n %% 2 = 0 THEN 'account.signed_in'
    ELSE 'review.approved' END AS action) named
"""


class AuditClient:
    """A signed-in test client: requests run in this process, without the network."""

    def __init__(self) -> None:
        user = User.objects.get_or_create(email="auditor@studio.example", defaults={"is_auditor": True})[0]
        warm_up()  # as the web process does
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(user)
        self._count = 0

    def fill(self, count: int) -> None:
        """Adds entries until there are `count`."""
        values = {"start": self._count, "end": count, "people": PEOPLE, "teams": TEAMS}
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_ENTRIES, values)
            cursor.execute(
                "VACUUM ANALYZE audit_auditentry"
            )  # as autovacuum leaves a log that grew over years
        self._count = count

    def pages(self) -> dict[str, str]:
        """The URLs to measure, by name of the filter."""
        middle = AuditEntry.objects.order_by("at")[self._count // 2]
        day = f"{middle.at:%Y-%m-%d}"
        queries = {
            "first page": "",
            "a person": "person=1007",
            "a common action": "action=account.signed_in",
            "a rare action": "action=person.suspended",
            "a team": "team=3",
            "a target": "target=image:7",
            "a common word": "q=approved",
            "a rare word": "q=suspended",
            "an image": "q=image+7",
            "two words": "q=approved+person",
            "a request": f"q={md5(b'0').hexdigest()}",
            "a day": f"from={day}&to={day}",
            "a person and an action": "person=1007&action=review.approved",
            "deep": f"before={middle.at}_{middle.pk}".replace("+", "%2B"),
        }
        return {name: f"{reverse('audit')}?{query}" for name, query in queries.items()}

    def get(self, url: str) -> int:
        """Returns how many entries the page shows."""
        response = self._client.get(url)
        if response.status_code != 200 or b'<ol class="audit"' not in response.content:
            raise RuntimeError(f"Nothing was found ({response.status_code}): {url}")
        return response.content.count(b"audit__source")

    def queries(self, url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(url)
        return len(captured)
