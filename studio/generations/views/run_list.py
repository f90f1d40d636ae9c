"""Lists of runs: mine or a team's, all or filtered, newest first."""

from typing import Any
from urllib.parse import SplitResult

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from studio.accounts.models import Team, User
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.generations.live.subscription import Subscription
from studio.generations.models import Generation
from studio.generations.runs.filters import STATES, RunFilter
from studio.generations.runs.low_disk import low_disk
from studio.generations.status.provider_status import current_problem
from studio.infra.keyset_pagination import NEWEST
from studio.infra.parsing import number_in

PAGE = 12  # runs


def team_in(request: SignedIn) -> Team | None:
    """The team in the query string (`?of=<team>`), or None for my own runs; Http404 for a team that I may not see."""
    slug = request.GET.get("of", "")
    return get_object_or_404(Team.objects.visible_to(request.user), slug=slug) if slug else None


def runs_url(of: Team | None, **query: str) -> str:
    """The URL of a list."""
    fields = ({"of": of.slug} if of else {}) | query
    return reverse("runs") + (f"?{urlencode(fields)}" if fields else "")


def runs_context(
    user: User, *, of: Team | None = None, before: int | None = None, chosen: RunFilter | None = None
) -> dict[str, Any]:
    """One page of a person's runs, or of a team's, newest first, with keyset pagination."""
    chosen = chosen or RunFilter()
    whose = Generation.objects.filter(team=of) if of else Generation.objects.owned_by(user)
    runs = chosen.apply(whose, viewer=user, of=of).for_card(user)
    page = NEWEST.page(runs, before=str(before or ""), size=PAGE)
    # So that the next page does not repeat the heading of the day with which this one ends.
    last = page.rows[-1] if page.before else None
    next_page = {"before": str(last.pk), "day": str(last.day)} if last else {}
    return {
        "runs": page.rows,
        "of": of,
        "low_disk": low_disk(),
        "provider_problem": current_problem(),
        "older_url": runs_url(of, **chosen.query, **next_page) if last else None,
        "running": sum(not run.is_finished for run in page.rows),
    }


def list_runs(request: SignedIn) -> HttpResponse:
    """A page of runs; for htmx only the next rows, or the part that a filter changes."""
    of, chosen, before = team_in(request), RunFilter.read(request.GET), number_in(request.GET, "before")
    # The cursor is taken before the runs are read, so that changes in between are sent again and never missed.
    watch = Subscription(of=of.slug if of else "", before=before, filter=chosen)
    source = watch.source(request.user, since=timezone.now())
    context = runs_context(request.user, of=of, before=before, chosen=chosen) | _choices(of, chosen)
    is_part = is_htmx(request) and not request.headers.get("HX-History-Restore-Request")
    if is_part and before:
        context["last_day"] = request.GET.get("day", "")
        return render(request, "generations/runs_page.html", context)
    template = "generations/runs_results.html" if is_part else "generations/runs.html"
    response = render(request, template, context | source)
    if is_part:
        # The form also sends empty fields, which the URL in the history should not have.
        response["HX-Push-Url"] = runs_url(of, **chosen.query)
    return response


def _choices(of: Team | None, chosen: RunFilter) -> dict[str, Any]:
    """The choices of the filters."""
    return {
        "chosen": chosen,
        "states": [(value, label) for value, (label, _where) in STATES.items()],
        "people": User.objects.filter(memberships__team=of).order_by("name", "pk") if of else (),
        "whole_url": runs_url(of),
        "is_list": True,
    }


def lists_new_runs(page: SplitResult) -> bool:
    """Whether new runs appear at the top of the page: not when runs are filtered, nor on older pages."""
    query = QueryDict(page.query)
    if page.path == reverse("runs"):
        return not (RunFilter.read(query) or number_in(query, "before"))
    return page.path in ("", reverse("studio"))
