"""References that are no files: images of the gallery, and addresses."""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from studio.accounts.http import SignedIn, current_page, is_htmx, number_in, numbers_in
from studio.accounts.places import place_of
from studio.generations.drafts import add_to_draft, draft_of, places
from studio.generations.models import Image, Upload
from studio.generations.pick import choosable
from studio.generations.pictures import RefusedPicture
from studio.generations.references import UrlChoice, url_problem
from studio.generations.uploads import keep_image

Choice = Upload | UrlChoice


@require_POST
def reference_from_image(request: SignedIn, pk: int) -> HttpResponseBase:
    """One of the images that I may see, as a reference of mine."""
    image = get_object_or_404(Image.objects.visible_to(request.user).stored(), pk=pk)
    try:
        return _add(request, [keep_image(image, by=request.user)])
    except RefusedPicture as reason:
        return refuse(request, str(reason))


@require_POST
def reference_from_url(request: SignedIn) -> HttpResponseBase:
    """A public address (field `url`), kept as text; 422 with the reason when it cannot be one."""
    url = request.POST.get("url", "").strip()
    problem = url_problem(url)
    if problem and is_htmx(request):
        return render(request, "generations/composer/problem.html", {"problem": problem}, status=422)
    if problem:
        messages.error(request, problem)
        return redirect("studio")
    return _add(request, [UrlChoice(url=url)])


@never_cache
@require_http_methods(["GET", "POST"])
def pick(request: SignedIn) -> HttpResponseBase:
    """GET: the images that I may use, newest first; `?before=<id>` continues. POST: those that are ticked (`image`)."""
    if request.method == "POST":
        return _pick(request)
    page = choosable(request.user, before=number_in(request.GET, "before"))
    more_url = f"{reverse('pick')}?before={page.before}" if page.before else None
    draft = draft_of(request.user, team=place_of(request.user))
    left = places(draft.fields, len(draft.references)) if draft else places({}, 0)
    context = {"images": page.images, "more_url": more_url, "left": left}
    if is_htmx(request):
        name = "generations/pick_page.html" if "before" in request.GET else "generations/pick_form.html"
        return render(request, name, context)
    return render(request, "generations/pick.html", context)


def _pick(request: SignedIn) -> HttpResponseBase:
    wanted = numbers_in(request.POST, "image")[:100]
    found = Image.objects.visible_to(request.user).stored().in_bulk(wanted[:15])
    try:
        return _add(request, [keep_image(found[pk], by=request.user) for pk in wanted if pk in found])
    except RefusedPicture as reason:
        return refuse(request, str(reason))


def refuse(request: SignedIn, reason: str) -> HttpResponseBase:
    """422 with the reason as a message of the page; without htmx the studio says it."""
    if is_htmx(request):
        return HttpResponse(
            status=422, headers={"HX-Trigger": json.dumps({"studio:toast": {"value": reason}})}
        )
    messages.error(request, reason)
    return redirect("studio")


def _add(request: SignedIn, choices: Sequence[Choice]) -> HttpResponseBase:
    """Into the open composer, whose fields came along; elsewhere into the draft, and to the studio."""
    if not _is_composing(request):
        fit = add_to_draft([one.value for one in choices], by=request.user)
        if fit < len(choices):
            messages.warning(request, no_place(len(choices) - fit))
        if is_htmx(request):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("studio")})
        return redirect("studio")
    taken = len(request.POST.getlist("ref"))
    fields = {name: str(request.POST.get(name, "")) for name in ("group", "max_images")}
    fit = places(fields, taken)
    answer = render(request, "generations/composer/added.html", {"references": choices[:fit]})
    answer.headers["HX-Trigger"] = _told(taken, len(choices), fit)
    return answer


def _is_composing(request: SignedIn) -> bool:
    return is_htmx(request) and current_page(request).path == reverse("studio")


def _told(taken: int, count: int, fit: int) -> str:
    """The page's short message: what the new ones are called, or that they did not fit."""
    if count > fit:
        message = no_place(count - fit)
    elif count == 1:
        message = _("Added as Image %(n)d") % {"n": taken + 1}
    else:
        message = _("Added as Image %(n)d to %(last)d") % {"n": taken + 1, "last": taken + count}
    return json.dumps({"studio:toast": {"value": message}})


def no_place(count: int) -> str:
    return ngettext(
        "There is no place for %(count)d reference: 14 at most, and 15 together with the images.",
        "There is no place for %(count)d references: 14 at most, and 15 together with the images.",
        count,
    ) % {"count": count}
