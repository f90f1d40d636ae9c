"""Shares images with a team and unshares them: one or many, by the same two URLs."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_run_in, require
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk.actions import is_large
from studio.gallery.bulk.messages import changed
from studio.gallery.bulk.selection import MOST, selected_images
from studio.gallery.bulk.undo import load_undo
from studio.gallery.curation.sharing import (
    ShareResult,
    share,
    unshare,
)
from studio.gallery.models import BulkVerb
from studio.gallery.views.bulk import respond_with_progress
from studio.gallery.views.redirects import go_back
from studio.gallery.views.responses import show_refused, undo_url
from studio.generations.composer.reuse import reuse
from studio.generations.models import Image
from studio.infra.parsing import numbers_in

Choice = tuple[Team, str]


def share_choices(user: User, teams: Iterable[Team]) -> list[Choice]:
    """The user's teams, each with the reason why they cannot share with it, or an empty string."""
    return [(team, denial_reason_run_in(user, team)) for team in teams]


@require_POST
def images_share(request: SignedIn) -> HttpResponseBase:
    """Shares the images (field `image`, repeated) with the team (field `team`, its slug); 403 if that is forbidden."""
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=request.POST.get("team", ""))
    wanted = _selected_ids(request)
    if is_large(wanted):
        require(denial_reason_run_in(request.user, team))
        return respond_with_progress(request, wanted, BulkVerb.SHARE, team=team.pk)
    if wanted:
        _show_shared(request, team, share(wanted, team, by=request.user))
    return go_back(request)


@require_POST
def images_unshare(request: SignedIn) -> HttpResponseBase:
    """Unshares the images (field `image`), or with `?undo=<key>` those that a click shared."""
    wanted = _shared_by_click(request) if "undo" in request.GET else _selected_ids(request)
    if is_large(wanted):
        return respond_with_progress(request, wanted, BulkVerb.UNSHARE)
    if wanted:
        _show_unshared(request, unshare(wanted, by=request.user))
    return go_back(request)


@require_POST
def image_reuse(request: SignedIn, pk: int) -> HttpResponseBase:
    """Copies the prompt and settings of a visible image into my composer; its run may be hidden from me."""
    images = Image.objects.visible_to(request.user).stored().select_related("generation")
    reuse(get_object_or_404(images, pk=pk).generation, by=request.user)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("studio")})
    return redirect("studio")


def _selected_ids(request: SignedIn) -> list[int]:
    """The unique ids of a form; empty, with a message, when there are none or too many."""
    ids = list(selected_images(request).order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
    if "all" not in request.POST:
        # Invisible images are included, and reported as unavailable.
        ids = numbers_in(request.POST, "image")
    if ids and len(ids) <= MOST:
        return ids
    messages.warning(
        request,
        _("Select up to %(most)d images at a time.") % {"most": MOST}
        if ids
        else _("Select at least one image."),
    )
    return []


def _shared_by_click(request: SignedIn) -> list[int]:
    """The images of an undo that are still in the team with which the click shared them."""
    return [
        pk
        for team, ids in load_undo(request, request.GET["undo"]).items()
        for pk in Image.objects.filter(pk__in=ids, team=int(team)).values_list("pk", flat=True)
    ]


def _show_shared(request: SignedIn, team: Team, outcome: ShareResult) -> None:
    if outcome.changed:
        undo = undo_url(request, "images_unshare", {str(team.pk): [image.pk for image in outcome.changed]})
        message = changed(BulkVerb.SHARE, len(outcome.changed), team=team)
        messages.success(request, message, extra_tags=undo)
    elif not outcome.refused:
        messages.info(request, _("Already shared with %(team)s.") % {"team": team})
    show_refused(request, outcome.refused)


def _show_unshared(request: SignedIn, outcome: ShareResult) -> None:
    if outcome.changed:
        messages.success(request, changed(BulkVerb.UNSHARE, len(outcome.changed)))
    elif not outcome.refused:
        messages.info(request, _("None of these images are shared."))
    show_refused(request, outcome.refused)
