"""Authors' actions: submit images and withdraw them. Also decides on many images from the gallery."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from studio.accounts import notifications
from studio.accounts.models import NotificationKind
from studio.accounts.request_utils import SignedIn
from studio.gallery.bulk.selection import selected_images
from studio.gallery.bulk.undo import store_undo
from studio.gallery.views.redirects import back_to, go_back
from studio.gallery.views.responses import bulk_response
from studio.generations.models.image import ImageQuerySet
from studio.infra.parsing import number_in
from studio.review.forms import DecisionForm
from studio.review.models import ReviewEvent, ReviewVerb, Submission
from studio.review.workflow.decisions import decide
from studio.review.workflow.messages import done_message
from studio.review.workflow.submitting import submit, withdraw

MAX_IMAGES = 1_000
"""Images in one step: each gets a history event and an audit entry."""


def _selected(request: SignedIn) -> ImageQuerySet:
    images = selected_images(request)
    return images.filter(pk__in=list(images.order_by("-id").values_list("pk", flat=True)[:MAX_IMAGES]))


@require_POST
def images_submit(request: SignedIn) -> HttpResponseBase:
    """Submits the images for review, with the field `note` for the reviewers."""
    note, replaces = request.POST.get("note", ""), number_in(request.POST, "replaces")
    done = submit(_selected(request), by=request.user, note=note, replaces=replaces)
    return bulk_response(request, done, done_message(ReviewVerb.SUBMIT, len(done.changed)), show_message=True)


@require_POST
def images_withdraw(request: SignedIn) -> HttpResponseBase:
    done = withdraw(_selected(request), by=request.user)
    return bulk_response(request, done, done_message(ReviewVerb.WITHDRAW, len(done.changed)))


@require_POST
def images_decide(request: SignedIn) -> HttpResponseBase:
    """Makes the same decision on all selected images; those not in review stay unchanged."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.warning(request, str(errors[0]))
        return go_back(request)
    done = decide(_selected(request), form.decision, by=request.user)
    word = store_undo(request, {"": done.changed})
    undo = f"{reverse('review_undo')}?{urlencode({'undo': word, 'back': back_to(request)})}"
    return bulk_response(
        request, done, done_message(form.decision.verb, len(done.changed)), undo=undo if done.changed else ""
    )


@require_GET
def review_event(request: SignedIn, pk: int) -> HttpResponseBase:
    """Redirects from a notification's review event to its image."""
    events = ReviewEvent.objects.filter(submission__in=Submission.objects.visible_to(request.user))
    found = get_object_or_404(events.select_related("submission__image"), pk=pk)
    notifications.mark_read(request.user, kind=NotificationKind.REVIEW, object_ids=[found.pk])
    return redirect(f"{found.submission.image.get_absolute_url()}#review")
