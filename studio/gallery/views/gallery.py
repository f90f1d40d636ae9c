"""The gallery: pages of images, mine or a team's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.http import SignedIn, is_htmx, number_in
from studio.gallery.browse import images_in, page_of
from studio.gallery.places import galleries, place_in
from studio.gallery.views.sharing import share_choices
from studio.generations.watch import NO_RUNS, Watch


@never_cache
@require_GET
def gallery(request: SignedIn) -> HttpResponse:
    """Newest first: mine, or with `?team=<slug>` the team's. `?before=<id>` continues, `?select=1` offers to tick."""
    before = number_in(request.GET, "before")
    is_part = is_htmx(request) and bool(before)
    teams = [] if is_part else galleries(request.user)
    place = place_in(request, known=teams)
    selects = {"select": 1} if request.GET.get("select") else {}
    page = page_of(images_in(place.team, viewer=request.user), before=before)
    context = {
        "place": place,
        "images": page.images,
        "selecting": bool(selects),
        "next_url": place.page_url(**selects, before=page.before) if page.before else None,
    }
    if is_part:
        return render(request, "gallery/gallery_page.html", context)
    context |= {
        **Watch(of=NO_RUNS).source(request.user, since=timezone.now()),
        "teams": teams,
        "select_url": place.page_url(select=1),
        "choices": share_choices(request.user, teams) if selects else [],
    }
    return render(request, "gallery/gallery.html", context)
