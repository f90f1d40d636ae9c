"""The audit log, for administrators and auditors."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.models import Team, User
from studio.accounts.request_utils import SignedIn
from studio.administration.access import require_inspect_or_404
from studio.administration.audit_log.changes import Change, changes
from studio.administration.audit_log.export import FORMATS, export
from studio.administration.audit_log.query import ORDER, SYSTEM, AuditQuery
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.infra.thread_stream import stream_in_threads

PAGE = 50  # entries
PEOPLE = 500
"""People in the filter's list; others are found by search, or by the link on one of their entries."""
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as the page shows it."""

    entry: AuditEntry
    changes: list[Change]
    team: str

    @property
    def target(self) -> str:
        """The target's name; empty when people act on themselves."""
        is_actor = (self.entry.target_type, self.entry.target_id) == ("user", self.entry.actor_id)
        return "" if is_actor else self.entry.target_name


@never_cache
@require_GET
def audit(request: SignedIn) -> HttpResponse:
    """The entries that match the filters in the URL, newest first."""
    require_inspect_or_404(request.user)
    query = AuditQuery.read(request.GET.dict())
    page = ORDER.page(query.entries().defer("search_vector"), before=request.GET.get("before", ""), size=PAGE)
    teams = {str(pk): name for pk, name in Team.objects.order_by("name").values_list("pk", "name")}
    context = {
        "query": query,
        "filters": query.fields,
        "lines": [_line(entry, teams) for entry in page.rows],
        "older": page.before and f"{reverse('audit')}?{_query_string(query, page.before)}",
        "is_first": not request.GET.get("before"),
        "people": _people(query),
        "actions": Action.choices,
        "teams": teams.items(),
        "system": SYSTEM,
    }
    return render(request, "administration/audit.html", context)


def _query_string(query: AuditQuery, before: str) -> str:
    return AuditQuery({**query.fields, "before": before}).encoded


def _line(entry: AuditEntry, teams: dict[str, str]) -> Line:
    return Line(entry=entry, changes=changes(entry), team=teams.get(str(entry.team_id), ""))


def _people(query: AuditQuery) -> list[tuple[str, str]]:
    """Ordered by name; includes the selected person, even with a deleted account."""
    known = User.objects.filter(deleted_at=None).order_by("name", "email")[:PEOPLE]
    people = {str(person.pk): str(person) for person in known}
    chosen = query.get("person")
    if chosen.isdecimal() and chosen not in people:
        entry = query.entries().only("actor_name").first()
        people[chosen] = entry.actor_name if entry else f"#{chosen}"
    return list(people.items())


@require_POST
def audit_export(request: SignedIn, kind: str) -> HttpResponseBase:
    """Exports all entries that match the filters as a file."""
    require_inspect_or_404(request.user)
    if kind not in FORMATS:
        raise Http404
    pieces = export(AuditQuery.read(request.GET.dict()), kind=kind, by=request.user)
    name = f"audit-log-{timezone.localdate():%Y-%m-%d}.{kind}"
    response = StreamingHttpResponse(stream_in_threads(pieces), content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response
