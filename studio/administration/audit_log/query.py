"""The filters of the audit log's page and its export, from their query strings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from studio.audit.models import AuditEntry
from studio.infra.keyset_pagination import Order
from studio.infra.parsing import parse_moment, parse_number
from studio.infra.text_search import exact_phrase, phrase, split

MAX_LENGTH = 200  # characters of a search
FIELD_NAMES = ("q", "person", "action", "team", "target", "from", "to")
ORDER = Order(fields=("-at", "-id"), parse=parse_moment)
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """`fields` holds the filters that are set, by the name of their field. Invalid values are ignored."""

    fields: Mapping[str, str]

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "AuditQuery":
        found = {name: fields.get(name, "").strip()[:MAX_LENGTH] for name in FIELD_NAMES}
        return cls({name: text for name, text in found.items() if text})

    @property
    def encoded(self) -> str:
        """The filters as a URL query string."""
        return urlencode(self.fields)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def entries(self) -> QuerySet[AuditEntry]:
        """Entries that match every filter, newest first."""
        rows = ORDER.after(AuditEntry.objects.all(), "")
        if words := self.get("q"):
            rows = _search(rows, words)
        if action := self.get("action"):
            rows = rows.filter(action=action)
        if (team := parse_number(self.get("team"))) is not None:
            rows = rows.filter(team_id=team)
        return self._in_date_range(self._of_target(self._of_person(rows)))

    def _of_person(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.get("person") == SYSTEM:
            return rows.filter(actor_id=None)
        person = parse_number(self.get("person"))
        return rows if person is None else rows.filter(actor_id=person)

    def _of_target(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        kind, _sign, number = self.get("target").partition(":")
        target = parse_number(number)
        return rows if target is None else rows.filter(target_type=kind, target_id=target)

    def _in_date_range(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Whole days in the current time zone, including the last."""
        if since := parse_day(self.get("from")):
            rows = rows.filter(at__gte=_midnight(since))
        if until := parse_day(self.get("to")):
            rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
        return rows


def parse_day(text: str) -> date | None:
    """Parses a day in a reasonable year; None for anything else."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1900 < day.year < 3000 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _search(rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    """Entries with every word, in any order. Ignores words without letters or digits; if none remain, none match."""
    terms = [_term(word) for word in text.split() if split(word)]
    return rows.filter(search_vector__matches=" & ".join(terms)) if terms else rows.none()


def _term(word: str) -> str:
    """Matches a whole word, or a prefix if it ends with `*`. PostgreSQL has statistics for words, not for prefixes, and
    would scan the whole log for a rare one."""
    parts = split(word)
    return f"({phrase(parts)})" if word.endswith("*") else f"({exact_phrase(parts)})"
