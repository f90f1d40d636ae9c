"""The review page: the queue, the open image and its card."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.models import User
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.generations.live.subscription import NO_RUNS, Subscription
from studio.generations.review_teams import review_teams
from studio.infra.parsing import number_in
from studio.review.models import Submission
from studio.review.queue.card import card
from studio.review.queue.claims import claim
from studio.review.queue.live import queue_version
from studio.review.queue.query import (
    AGES,
    TABS,
    Queue,
    QueueFilter,
)
from studio.review.queue.waiting_time import format_duration
from studio.review.workflow.messages import announcement_text


def queue_of(request: SignedIn) -> Queue:
    """The viewer's queue, filtered by the URL; 404 for people who review in no team."""
    teams = review_teams(request.user)
    if not teams:
        raise Http404
    return Queue(viewer=request.user, teams=teams, filter=QueueFilter.read(request.GET))


def get_submission(queue: Queue, image: int) -> Submission:
    """A submission that this reviewer may open, decided or not, else 404."""
    if (found := queue.find(image)) is None:
        raise Http404
    return found


@never_cache
@require_GET
def review(request: SignedIn) -> HttpResponse:
    """The queue with one submission open: the one in the URL, else the first unclaimed one."""
    queue = queue_of(request)
    part = request.GET.get("part")
    if part == "more":
        return more(request, queue)
    if part == "list":
        return list_page(request, queue)
    asked = number_in(request.GET, "item")
    opened = get_submission(queue, asked) if asked else None
    return review_page(request, queue, opened) if part == "all" else item_page(request, queue, opened)


def more(request: SignedIn, queue: Queue) -> HttpResponse:
    """The next part of the list; without JavaScript the whole page, opened from there."""
    after = get_submission(queue, number_in(request.GET, "after") or 0)
    if is_htmx(request):
        return render(request, "review/queue_items.html", list_context(queue, after))
    return review_page(request, queue, next(iter(queue.upcoming(after, 1)), None))


def list_page(request: SignedIn, queue: Queue) -> HttpResponse:
    """The current list and counts, and the open card if somebody else has changed it."""
    asked, version = number_in(request.GET, "item"), number_in(request.GET, "version")
    row = get_submission(queue, asked) if asked else None
    context = {**list_context(queue), "opened": row}
    if row and row.version != version:
        context |= {**open_submission(queue, row), "is_changed": True, "shown_version": version}
    return render(request, "review/list.html", context)


def item_page(
    request: SignedIn,
    queue: Queue,
    row: Submission | None,
    *,
    status: int = 200,
    left: Submission | None = None,
    done: str = "",
    **more: Any,
) -> HttpResponse:
    """The response to a click or a decision: for htmx only the image and its card, else the whole page.

    Without `row`, opens the next submission after `left`, which has left the queue; `done` says what was done to it.
    `more` is context for the card's template: `form`, `announcement`, `problem` (above the decision).
    """
    if not is_htmx(request) or request.headers.get("HX-History-Restore-Request"):
        return review_page(request, queue, row, status=status, **more)
    found = [row] if row else queue.upcoming(left, 2)
    announcement = announcement_text(done, next(iter(found), None)) if done else ""
    context = open_context(queue, found) | {
        "left": left,
        "is_partial": True,
        "announcement": announcement,
        **more,
    }
    response = render(request, "review/item.html", context, status=status)
    if status == 200:
        opened = found[0].image_id if found else None
        response["HX-Push-Url"] = f"{reverse('review')}{queue.filter.url(item=opened)}"
    return response


def review_page(
    request: SignedIn, queue: Queue, row: Submission | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The whole page; for htmx only its content, when a filter has changed."""
    is_partial = is_htmx(request) and not request.headers.get("HX-History-Restore-Request")
    # Before the list is read: the stream then tells the page of any later change.
    version = "" if is_partial else queue_version(queue.viewer, queue.teams)
    context = {
        **list_context(queue),
        **open_context(queue, [row] if row else queue.upcoming(None, 2)),
        **more,
    }
    if is_partial:
        response = render(request, "review/content.html", {**context, "is_partial": True}, status=status)
        response["HX-Push-Url"] = f"{reverse('review')}{queue.filter.url()}"
        return response
    subscription = Subscription(of=NO_RUNS, reviews=True, version=version)
    stream = subscription.source(request.user, since=timezone.now())
    return render(request, "review/review.html", {**context, **stream}, status=status)


def open_context(queue: Queue, found: list[Submission]) -> dict[str, Any]:
    """Opens and claims the first of these, and adds the next image for the browser to preload."""
    row = found[0] if found else None
    context = {
        "opened": row,
        "filter": queue.filter,
        "filter_query": queue.filter.url(),
        "list_query": queue.filter.url(part="list"),
    }
    if row is None:
        return context
    following = found[1:2] or queue.upcoming(row, 1)
    return {**context, **open_submission(queue, row), "following": next(iter(following), None)}


def list_context(queue: Queue, after: Submission | None = None) -> dict[str, Any]:
    """The context for the list and the filters."""
    rows = queue.page(after)
    now = timezone.now()
    for one in rows:
        one.seen_by = one.claimed_by if one.is_claimed_by_other(queue.viewer) else None
        one.waited = format_duration((one.decided_at or now) - one.submitted_at)
        one.url = queue.filter.url(item=one.image_id)
    stats = queue.stats()
    last = rows[-1].image_id if queue.is_full(rows) else None
    return {
        "queue": queue,
        "filter": queue.filter,
        "rows": rows,
        "more_query": queue.filter.url(part="more", after=last) if last else "",
        "tabs": [
            (name, label, stats.tabs[name], queue.filter.url(tab=_tab(name))) for name, label in TABS.items()
        ],
        "ages": [(value, label) for value, (label, _age) in AGES.items()],
        "median": format_duration(stats.median_wait) if stats.median_wait else "",
        "review_frame": {"waiting": stats.waiting},
        "authors": authors(queue),
    }


def _tab(name: str) -> str:
    """The tab in the URL; the first one needs none."""
    return "" if name == "waiting" else name


def authors(queue: Queue) -> list[User]:
    """The authors to filter by: members of the selected teams."""
    members = User.objects.filter(memberships__team__in=queue.chosen_teams, is_active=True)
    return list(members.exclude(pk=queue.viewer.pk).distinct().order_by("name", "email")[:200])


def open_submission(queue: Queue, row: Submission) -> dict[str, Any]:
    """Claims the submission, and returns the context for its card."""
    claim(row, by=queue.viewer)
    return {**card(row, queue.viewer), "filter_query": queue.filter.url()}


@require_POST
def review_claim(request: SignedIn, pk: int) -> HttpResponse:
    """Renews the claim of an open page."""
    claim(get_submission(queue_of(request), pk), by=request.user)
    return HttpResponse(status=204)
