"""Hides and unhides images, for administrators."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from studio.accounts.permissions import denial_reason_hide, require
from studio.accounts.request_utils import SignedIn
from studio.gallery.curation.hiding import hide, unhide
from studio.gallery.locking import BulkResult, unavailable_message
from studio.gallery.views.image import get_visible_image, image_page
from studio.generations.models import Image


class HideForm(forms.Form):
    """Why an image is hidden."""

    hidden_reason = forms.CharField(
        max_length=500, error_messages={"required": gettext_lazy("Enter a reason.")}
    )


@require_POST
def image_hide(request: SignedIn, pk: int) -> HttpResponse:
    """Hides one image with a reason (field `hidden_reason`); 422 without one."""
    found = get_visible_image(request, pk)
    require(denial_reason_hide(request.user, found))
    form = HideForm(request.POST)
    if not form.is_valid():
        return image_page(request, found, hide_form=form)
    reason = form.cleaned_data["hidden_reason"]
    done = hide(Image.objects.filter(pk=pk), reason=reason, by=request.user)
    return _answer(request, found, done, _("Image hidden."))


@require_POST
def image_unhide(request: SignedIn, pk: int) -> HttpResponseBase:
    """Unhides one image."""
    found = get_object_or_404(Image.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(denial_reason_hide(request.user, found))
    done = unhide(Image.objects.filter(pk=pk), by=request.user)
    return _answer(request, found, done, _("Image brought back."))


def _answer(request: SignedIn, found: Image, done: BulkResult, message: str) -> HttpResponse:
    if done.changed:
        messages.success(request, message)
    else:
        messages.warning(request, unavailable_message())
    return redirect(found)
