"""The gallery: pages of images."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.http import SignedIn
from studio.gallery.browse import mine
from studio.generations.usage import this_month


@never_cache
@require_GET
def gallery(request: SignedIn) -> HttpResponse:
    """My images, newest first; `?before=<id>` continues."""
    before = request.GET.get("before", "")
    page = mine(request.user, before=int(before) if before.isdecimal() else None)
    next_url = f"{reverse('gallery')}?before={page.before}" if page.before else None
    context = {"images": page.images, "next_url": next_url}
    if request.headers.get("HX-Request") == "true" and before:
        return render(request, "gallery/gallery_page.html", context)
    return render(request, "gallery/gallery.html", {**context, "month": this_month(request.user)})
