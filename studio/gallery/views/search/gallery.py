"""The gallery: pages of images, mine or a team's, with search and filters."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.permissions import denial_reason_decide_in, denial_reason_download
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk.selection import MOST
from studio.gallery.curation.favourites import with_favourite
from studio.gallery.curation.sharing import denial_reason_without_team
from studio.gallery.rail import rail
from studio.gallery.scope import (
    GalleryScope,
    galleries,
    scope_of,
)
from studio.gallery.search.counts import counts
from studio.gallery.search.density import density
from studio.gallery.search.filters import filters
from studio.gallery.search.months import months
from studio.gallery.search.new_images import PageState
from studio.gallery.search.pagination import (
    COUNTED,
    count_of,
    page_of,
    pages_in,
)
from studio.gallery.search.query import OLDEST, ImageQuery
from studio.gallery.views.curation.sharing import share_choices
from studio.gallery.views.search.new_images import new_url
from studio.generations.live.subscription import (
    MINE,
    NO_RUNS,
    Subscription,
)
from studio.generations.runs.quota import storage_of
from studio.policies.installation import installation_settings


@never_cache
@require_GET
def gallery(request: SignedIn) -> HttpResponse:
    """The images that the query string finds (`ImageQuery`) in my gallery, or with `?team=<slug>` in the team's;
    `?before=` continues a page, with `?pages=` by several, to where the viewer had scrolled before."""
    made, before = timezone.now(), request.GET.get("before", "")
    is_part = is_htmx(request) and bool(before)
    pages = pages_in(request.GET.get("pages", "")) if is_part else 1
    teams = [] if is_part else galleries(request.user)
    scope = scope_of(request, known=teams)
    image_query = ImageQuery.within(scope.team, request.GET, viewer=request.user)
    images = with_favourite(image_query.images(), viewer=request.user)
    page = page_of(images, sort=image_query.sort, before=before, pages=pages)
    context = {
        "scope": GalleryScope(team=scope.team, found=image_query.text()),
        "image_query": image_query,
        "images": page.rows,
        "density": density(request),
        "next_url": image_query.url(more={"before": page.before}) if page.before else None,
    }
    if is_part:
        return render(request, "gallery/gallery_page.html", context)
    # New images cannot be inserted into an empty page, or into a later one.
    reload = {} if page.rows and not before else {"reload": 1}
    context |= {
        **Subscription(of=NO_RUNS, gallery=scope.team.slug if scope.team else MINE).source(
            request.user, since=made
        ),
        "new_url": new_url(image_query, PageState.of_page(page.rows, made=made), **reload),
        **filters(image_query),
        "teams": teams,
        "rail": rail(scope, teams, image_query=image_query),
        "query": image_query.text(),
        "most": MOST,
        "storage": storage_of(scope.team),
        "trash_days": installation_settings().trash_days,
        "click": get_random_string(12),
        "download_refused": denial_reason_download(request.user, scope.team),
        "has_review": bool(scope.team and scope.team.has_review),
        "reviews_here": bool(scope.team and not denial_reason_decide_in(request.user, scope.team)),
        "choices": share_choices(request.user, teams),
        "share_refused": denial_reason_without_team(teams),
    }
    response = render(request, "gallery/gallery.html", context)
    if not request.headers.get("HX-History-Restore-Request"):
        # The form also sends empty fields, which the URL in the history should not have.
        response["HX-Push-Url"] = image_query.url()
    return response


@require_GET
def gallery_count(request: SignedIn) -> HttpResponse:
    """The number of images that the query finds, as a sentence; above `COUNTED` only that there are more."""
    count = count_of(ImageQuery.read(request.GET, viewer=request.user).images())
    context = {"count": min(count, COUNTED), "is_more": count > COUNTED}
    return render(request, "gallery/count.html", context)


@require_GET
def gallery_rail(request: SignedIn) -> HttpResponse:
    """The counts in the gallery's side bar; above `COUNTED` only that there are more."""
    known = counts(ImageQuery.read(request.GET, viewer=request.user))
    numbers = [(name, min(count, COUNTED), count > COUNTED) for name, count in known]
    return render(request, "gallery/rail_counts.html", {"numbers": numbers})


@require_GET
def gallery_months(request: SignedIn) -> HttpResponse:
    """Links to the months of a gallery, in its order and with its other filters: each starts at the month."""
    image_query = ImageQuery.read(request.GET, viewer=request.user)
    days = months(image_query.team, viewer=request.user)
    is_ascending = image_query.sort == OLDEST
    links = [
        _month(image_query, day, is_ascending=is_ascending)
        for day in (reversed(days) if is_ascending else days)
    ]
    return render(request, "gallery/months.html", {"months": links})


def _month(image_query: ImageQuery, day: date, *, is_ascending: bool) -> dict[str, Any]:
    """A month, by its last day with images, and the URL that starts at it."""
    name, at, chosen = (
        ("from", day.replace(day=1), image_query.since) if is_ascending else ("to", day, image_query.until)
    )
    return {
        "day": day,
        "url": image_query.url(without=name, more={name: at.isoformat()}),
        "is_current": chosen is not None and (chosen.year, chosen.month) == (day.year, day.month),
    }
