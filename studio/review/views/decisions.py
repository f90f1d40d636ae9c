"""Reviewers' actions: decide, undo, and reopen a review."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk.undo import load_undo, store_undo
from studio.gallery.locking import BulkResult
from studio.gallery.views.responses import bulk_response, repeat_url
from studio.generations.models import Image
from studio.infra.parsing import number_in
from studio.review.forms import DecisionForm
from studio.review.models import ReviewVerb, Submission
from studio.review.queue.query import Queue
from studio.review.views.queue import get_submission, item_page, queue_of
from studio.review.workflow.decisions import (
    Stale,
    decide,
    reopen,
    undo,
)
from studio.review.workflow.messages import done_message


@require_POST
def review_decide(request: SignedIn, pk: int) -> HttpResponseBase:
    """Decides on one submission and opens the next. 422 without a reason; 409 with the current card when somebody else
    has decided, keeping what was typed."""
    queue = queue_of(request)
    row = get_submission(queue, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return item_page(request, queue, row, status=422, form=form)
    try:
        done = decide(
            Image.objects.filter(pk=pk),
            form.decision,
            by=request.user,
            version=number_in(request.POST, "version"),
        )
    except Stale as reason:
        return fresh_card(request, queue, pk, form, str(reason))
    if not done.changed:
        return fresh_card(request, queue, pk, form, next(iter(done.refused), ""))
    word = store_undo(request, {"": [row.image_id]})
    undo_url = f"{reverse('review_undo')}?{urlencode({'undo': word, **queue.filter.fields})}"
    return next_page(request, queue, row, form.decision.verb, undo_url)


def fresh_card(
    request: SignedIn, queue: Queue, pk: int, form: DecisionForm | None, problem: str
) -> HttpResponse:
    """The current submission, and why nothing was decided."""
    text = _("Nothing was changed. %(state)s") % {"state": problem}
    return item_page(request, queue, get_submission(queue, pk), status=409, form=form, problem=text)


def next_page(
    request: SignedIn, queue: Queue, row: Submission, verb: ReviewVerb, undo_url: str
) -> HttpResponseBase:
    """The next submission, with a message that can undo the action on this one."""
    messages.success(request, done_message(verb, 1), extra_tags=undo_url)
    if is_htmx(request):
        return item_page(request, queue, None, left=row, done=done_message(verb, 1), undo_url=undo_url)
    following = next(iter(queue.upcoming(row, 1)), None)
    return redirect(f"{reverse('review')}{queue.filter.url(item=following.image_id if following else None)}")


@require_POST
def review_undo(request: SignedIn) -> HttpResponseBase:
    """Undoes the last decision and shows its submission."""
    if "back" in request.GET:  # from the gallery, not from the review page
        return _undo_many(request)
    queue = queue_of(request)
    ids = load_undo(request, request.GET.get("undo", "")).get("", [])
    done = undo(Image.objects.filter(pk__in=ids), by=request.user) if ids else BulkResult()
    for reason in done.refused:
        messages.warning(request, reason)
    if not done.changed or len(done.changed) > 1:
        return back_to_item(request, queue, None)
    return back_to_item(request, queue, done.changed[0], message=_("Decision undone."))


def _undo_many(request: SignedIn) -> HttpResponseBase:
    images = repeat_url(request).get("")
    return bulk_response(request, undo(images, by=request.user) if images is not None else BulkResult())


@require_POST
def review_reopen(request: SignedIn, pk: int) -> HttpResponseBase:
    """Puts a decided submission back into the queue, and shows it."""
    queue = queue_of(request)
    get_submission(queue, pk)
    done = reopen(Image.objects.filter(pk=pk), by=request.user)
    if not done.changed:
        return fresh_card(request, queue, pk, None, next(iter(done.refused), ""))
    return back_to_item(request, queue, pk, message=_("Reopened."))


def back_to_item(request: SignedIn, queue: Queue, item: int | None, *, message: str = "") -> HttpResponseBase:
    address = f"{reverse('review')}{queue.filter.url(item=item)}"
    if not is_htmx(request):
        return redirect(address)
    return item_page(request, queue, get_submission(queue, item) if item else None, message=message)
