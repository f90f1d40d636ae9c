"""Flags images, withdraws and resolves flags, on the review page and on the image page."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn
from studio.gallery.views.image import get_visible_image, image_page
from studio.gallery.views.responses import show_refused
from studio.generations.models import Image
from studio.review.flags.flagging import change_flags
from studio.review.forms import FlagForm
from studio.review.models import ReviewVerb
from studio.review.views.decisions import back_to_item, fresh_card, next_page
from studio.review.views.queue import get_submission, item_page, queue_of
from studio.review.workflow.messages import done_message


@require_POST
def review_flag(request: SignedIn, pk: int) -> HttpResponseBase:
    """Flags a submission and opens the next; after withdrawing or resolving, shows the same one again."""
    queue = queue_of(request)
    row = get_submission(queue, pk)
    # An undo URL has its verb in the query string.
    form = FlagForm(request.POST if "verb" in request.POST else request.GET)
    if not form.is_valid():
        return item_page(request, queue, row, status=422, form=form)
    done = change_flags(Image.objects.filter(pk=pk), form.decision, by=request.user)
    if not done.changed:
        return fresh_card(request, queue, pk, form, next(iter(done.refused), _("No longer available.")))
    if form.decision.verb == ReviewVerb.FLAG:
        undo_url = reverse("review_flag", args=[pk]) + queue.filter.url(verb=ReviewVerb.UNFLAG)
        return next_page(request, queue, row, ReviewVerb.FLAG, undo_url)
    return back_to_item(request, queue, pk, message=done_message(form.decision.verb, 1))


@require_POST
def image_flag(request: SignedIn, pk: int) -> HttpResponse:
    """The same on the image page; 422 without a reason, keeping what was typed."""
    image = get_visible_image(request, pk)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return image_page(request, image, flag_form=form)
    done = change_flags(Image.objects.filter(pk=pk), form.decision, by=request.user)
    if done.changed:
        messages.success(request, done_message(form.decision.verb, 1))
    show_refused(request, done.refused)
    return redirect(f"{image.get_absolute_url()}#flags")
