"""The list of releases, with a search by a file's hash."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.generations.models import Image
from studio.infra.keyset_pagination import NEWEST, Page
from studio.review.models import Release
from studio.review.release.search import (
    MIN_HASH_LENGTH,
    images_with_hash,
    parse_hash,
    visible_releases,
    with_hash,
)

PAGE = 50
MAX_ORIGINALS = 20  # a full hash finds one image, and its copies


@never_cache
@require_GET
def releases(request: SignedIn) -> HttpResponse:
    """Who released which image when, newest first; `?q=` is a SHA-256 or a prefix of one (422 for anything else)."""
    found = visible_releases(request.user)
    if found is None:
        raise Http404
    query = request.GET.get("q", "").strip()
    digits = parse_hash(query)
    problem = _problem(query) if query and not digits else ""
    rows = found.select_related("image__generation", "team", "by")
    rows = with_hash(rows, digits) if digits else rows
    page = NEWEST.page(rows.none() if problem else rows, before=request.GET.get("before", ""), size=PAGE)
    context = {"query": query, "problem": problem, **_list(request, page, query)}
    context["originals"] = images_with_hash(request.user, digits)[:MAX_ORIGINALS] if digits else []
    return render(request, "review/releases.html", context, status=422 if problem else 200)


def _problem(query: str) -> str:
    if len(query) < MIN_HASH_LENGTH:
        return _("Enter at least %(n)d digits of the hash.") % {"n": MIN_HASH_LENGTH}
    return _("A SHA-256 has up to 64 digits: 0 to 9 and a to f.")


def _list(request: SignedIn, page: Page[Release], query: str) -> dict[str, Any]:
    """The rows, and which of their images the reader may open."""
    images = (
        Image.objects.visible_to(request.user).stored().filter(pk__in=[row.image_id for row in page.rows])
    )
    next_fields = {"q": query, "before": page.before}
    return {
        "rows": page.rows,
        "visible": set(images.values_list("pk", flat=True)),
        "next_query": urlencode({name: value for name, value in next_fields.items() if value}),
        "has_more": page.before is not None,
    }
