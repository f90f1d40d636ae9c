"""References without an upload: images of the gallery, and URLs."""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import (
    SignedIn,
    current_page,
    is_htmx,
)
from studio.generations.composer.drafts import add_to_draft, drafted_model, free_references
from studio.generations.composer.model_fields import model_in
from studio.generations.composer.references import UrlChoice, url_problem
from studio.generations.composer.uploads import store_image
from studio.generations.media.image_validation import UploadRejected
from studio.generations.models import Image, Upload
from studio.provider.model_spec import ModelSpec

Choice = Upload | UrlChoice


@require_POST
def reference_from_image(request: SignedIn, pk: int) -> HttpResponseBase:
    """Adds a visible image as a reference."""
    image = get_object_or_404(Image.objects.visible_to(request.user).stored(), pk=pk)
    try:
        return add_references(request, [store_image(image, by=request.user)])
    except UploadRejected as reason:
        return refuse(request, str(reason))


@require_POST
def reference_from_url(request: SignedIn) -> HttpResponseBase:
    """Adds a public URL (field `url`), stored as text; 422 with the reason when it is invalid."""
    url = request.POST.get("url", "").strip()
    problem = url_problem(url)
    if problem and is_htmx(request):
        return render(request, "generations/composer/problem.html", {"problem": problem}, status=422)
    if problem:
        messages.error(request, problem)
        return redirect("studio")
    return add_references(request, [UrlChoice(url=url)])


def refuse(request: SignedIn, reason: str) -> HttpResponseBase:
    """422 with the reason as a toast; without htmx the studio page shows it."""
    if is_htmx(request):
        return HttpResponse(
            status=422, headers={"HX-Trigger": json.dumps({"studio:toast": {"value": reason}})}
        )
    messages.error(request, reason)
    return redirect("studio")


def add_references(request: SignedIn, choices: Sequence[Choice]) -> HttpResponseBase:
    """Adds to the open composer, whose fields are in the request; elsewhere to the draft, then opens the studio."""
    if not _is_composing(request):
        fit = add_to_draft([one.value for one in choices], by=request.user)
        if fit < len(choices):
            messages.warning(request, not_added_message(len(choices) - fit, drafted_model(request.user)))
        if is_htmx(request):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("studio")})
        return redirect("studio")
    taken = len(request.POST.getlist("ref"))
    fields = {name: str(request.POST.get(name, "")) for name in ("group", "max_images", "model")}
    fit = free_references(fields, taken)
    response = render(request, "generations/composer/reference_added.html", {"references": choices[:fit]})
    response.headers["HX-Trigger"] = _toast(taken, len(choices), fit, model_in(fields))
    return response


def _is_composing(request: SignedIn) -> bool:
    return is_htmx(request) and current_page(request).path == reverse("studio")


def _toast(taken: int, count: int, fit: int, model: ModelSpec) -> str:
    """The toast: the numbers of the new references, or that there was no room for them."""
    if count > fit:
        message = not_added_message(count - fit, model)
    elif count == 1:
        message = _("Added as Image %(n)d") % {"n": taken + 1}
    else:
        message = _("Added as Image %(n)d to %(last)d") % {"n": taken + 1, "last": taken + count}
    return json.dumps({"studio:toast": {"value": message}})


def not_added_message(count: int, model: ModelSpec) -> str:
    values = {"count": count, "max": model.max_references, "together": model.max_together}
    return (
        ngettext(
            "%(count)d reference was not added: %(max)d at most, %(together)d including the images.",
            "%(count)d references were not added: %(max)d at most, %(together)d including the images.",
            count,
        )
        % values
    )
