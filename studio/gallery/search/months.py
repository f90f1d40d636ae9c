"""The months in which a gallery has images, without reading all images."""

from datetime import date

from django.db import connection

from studio.accounts.models import Team, User

# A loose index scan: from the last day of one month directly to the last day before that month, one step per month and
# not per image. The ORM does not support WITH RECURSIVE.
_STEPS = """
WITH RECURSIVE step(day) AS (
    (SELECT day FROM generations_image WHERE {owner_column} = %(pk)s AND state = 'stored' ORDER BY day DESC LIMIT 1)
    UNION ALL
    SELECT (
        SELECT day FROM generations_image
        WHERE {owner_column} = %(pk)s AND state = 'stored' AND day < date_trunc('month', step.day)::date
        ORDER BY day DESC LIMIT 1
    ) FROM step WHERE step.day IS NOT NULL
)
SELECT day FROM step WHERE day IS NOT NULL LIMIT 600
"""


def months(team: Team | None, *, viewer: User) -> list[date]:
    """The last day with an image of each month, newest first; without a team of the viewer's own gallery."""
    statement = _STEPS.format(owner_column="team_id" if team else "owner_id")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"pk": team.pk if team else viewer.pk})
        return [day for (day,) in cursor.fetchall()]
