"""Counts the requests of an access key, in windows of a minute that begin with the first request."""

from dataclasses import dataclass
from math import ceil

from django.db import connection

from studio.accounts.models import AccessKey

# One conditional statement: of concurrent requests, in any process, exactly as many pass as the limit allows.
_COUNT = """
UPDATE accounts_accesskey SET
  minute_requests =
    CASE WHEN minute_began_at <= statement_timestamp() - interval '1 minute' THEN 1 ELSE minute_requests + 1 END,
  minute_began_at =
    CASE WHEN minute_began_at <= statement_timestamp() - interval '1 minute' THEN statement_timestamp()
    ELSE minute_began_at END
WHERE id = %(pk)s AND (
  minute_began_at <= statement_timestamp() - interval '1 minute' OR minute_requests < requests_per_minute)
RETURNING requests_per_minute, minute_requests, extract(epoch FROM minute_began_at - statement_timestamp()) + 60
"""
_READ = """
SELECT requests_per_minute, minute_requests, extract(epoch FROM minute_began_at - statement_timestamp()) + 60
FROM accounts_accesskey WHERE id = %(pk)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """A key's use in its current minute."""

    limit: int
    used: int
    seconds: int
    """Until the current minute ends; at least 1."""

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def headers(self) -> dict[str, str]:
        """Uses the header names of OpenAI's API, which clients understand."""
        return {
            "x-ratelimit-limit-requests": str(self.limit),
            "x-ratelimit-remaining-requests": str(self.remaining),
            "x-ratelimit-reset-requests": f"{self.seconds}s",
        }


class TooManyRequests(Exception):
    """The key's requests of this minute are used up; `rate.seconds` is the value of Retry-After."""

    def __init__(self, rate: RateLimit) -> None:
        super().__init__(
            f"This access key is limited to {rate.limit} requests per minute. Try again in {rate.seconds} seconds."
        )
        self.rate = rate


def count_request(key: AccessKey) -> RateLimit:
    """Counts one request of the key; a request above the limit is not counted and raises TooManyRequests."""
    if counted := _execute(_COUNT, key):
        return counted
    rate = _execute(_READ, key)
    assert rate  # between the two, only the deletion of the owner's account deletes the row
    raise TooManyRequests(rate)


def _execute(statement: str, key: AccessKey) -> RateLimit | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"pk": key.pk})
        row = cursor.fetchone()
    if row is None:
        return None
    limit, used, seconds = row
    return RateLimit(limit=limit, used=used, seconds=max(ceil(seconds), 1))
