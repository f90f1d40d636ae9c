"""The review page: a queue, an image, and what is known of it."""

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
from studio.review.queue.query import (
    AGES,
    TABS,
    Queue,
    QueueFilter,
)
from studio.review.queue.waiting_time import in_words
from studio.review.workflow.messages import announced


def queue_of(request: SignedIn) -> Queue:
    """The viewer's queue as the address filters it; 404 for people who decide in no team."""
    teams = review_teams(request.user)
    if not teams:
        raise Http404
    return Queue(viewer=request.user, teams=teams, filter=QueueFilter.read(request.GET))


def get_submission(queue: Queue, image: int) -> Submission:
    """One that this reviewer may open, decided or not; 404 for everything else."""
    if (found := queue.find(image)) is None:
        raise Http404
    return found


@never_cache
@require_GET
def review(request: SignedIn) -> HttpResponse:
    """The queue with one submission open: the one that the address names, else the first unclaimed one."""
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
    """The list after its last submission; without JavaScript the page from there on."""
    after = get_submission(queue, number_in(request.GET, "after") or 0)
    if is_htmx(request):
        return render(request, "review/queue_items.html", list_context(queue, after))
    return review_page(request, queue, next(iter(queue.upcoming(after, 1)), None))


def list_page(request: SignedIn, queue: Queue) -> HttpResponse:
    """The list and the counts as they are now, and the open card where somebody else has changed it."""
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
    """What a click or a decision shows: for htmx the image and its card alone, else the whole page.

    Without a submission the next is opened: after `left`, which has gone from the queue when something was `done` to
    it. `more` is for the card's template: `form`, `announcement`, `problem` (above the decision).
    """
    if not is_htmx(request) or request.headers.get("HX-History-Restore-Request"):
        return review_page(request, queue, row, status=status, **more)
    found = [row] if row else queue.upcoming(left, 2)
    announcement = announced(done, next(iter(found), None)) if done else ""
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
    """The whole page; for htmx its content, when a filter has changed."""
    context = {
        **list_context(queue),
        **open_context(queue, [row] if row else queue.upcoming(None, 2)),
        **more,
    }
    if is_htmx(request) and not request.headers.get("HX-History-Restore-Request"):
        response = render(request, "review/content.html", {**context, "is_partial": True}, status=status)
        response["HX-Push-Url"] = f"{reverse('review')}{queue.filter.url()}"
        return response
    stream = Subscription(of=NO_RUNS, reviews=True).source(request.user, since=timezone.now())
    return render(request, "review/review.html", {**context, **stream}, status=status)


def open_context(queue: Queue, found: list[Submission]) -> dict[str, Any]:
    """The first of these opened, which claims it, and the image that comes next, for the browser to load ahead."""
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
    """What the list and the filters show."""
    rows = queue.page(after)
    now = timezone.now()
    for one in rows:
        one.seen_by = one.claimed_by if one.is_claimed_by_other(queue.viewer) else None
        one.waited = in_words((one.decided_at or now) - one.submitted_at)
        one.url = queue.filter.url(item=one.image_id)
    numbers = queue.numbers()
    last = rows[-1].image_id if queue.is_full(rows) else None
    return {
        "queue": queue,
        "filter": queue.filter,
        "rows": rows,
        "more_query": queue.filter.url(part="more", after=last) if last else "",
        "tabs": [
            (name, label, numbers.tabs[name], queue.filter.url(tab=_tab(name)))
            for name, label in TABS.items()
        ],
        "ages": [(value, label) for value, (label, _age) in AGES.items()],
        "median": in_words(numbers.median_wait) if numbers.median_wait else "",
        "review_frame": {"waiting": numbers.waiting},
        "authors": authors(queue),
    }


def _tab(name: str) -> str:
    """The first tab needs no name in the address."""
    return "" if name == "waiting" else name


def authors(queue: Queue) -> list[User]:
    """Who can be filtered by: the members of the chosen teams."""
    members = User.objects.filter(memberships__team__in=queue.chosen_teams, is_active=True)
    return list(members.exclude(pk=queue.viewer.pk).distinct().order_by("name", "email")[:200])


def open_submission(queue: Queue, row: Submission) -> dict[str, Any]:
    """The card, which claims the image."""
    claim(row, by=queue.viewer)
    return {**card(row, queue.viewer), "filter_query": queue.filter.url()}


@require_POST
def review_claim(request: SignedIn, pk: int) -> HttpResponse:
    """The open page renews its claim."""
    claim(get_submission(queue_of(request), pk), by=request.user)
    return HttpResponse(status=204)
