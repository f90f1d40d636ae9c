"""Saves, shares and deletes searches. A saved search is opened by an ordinary gallery URL."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn
from studio.gallery.models import SavedSearch
from studio.gallery.search.exact_query import parse_exact
from studio.gallery.search.saved_searches import (
    NotSaved,
    forget,
    save,
    share,
)
from studio.gallery.views.redirects import go_back


@require_POST
def searches(request: SignedIn) -> HttpResponseBase:
    """Saves the gallery's query in `query` as `name`; with `shared` for the whole team."""
    image_query = parse_exact(request.POST.get("query", ""), viewer=request.user)
    name, is_shared = request.POST.get("name", ""), "shared" in request.POST
    try:
        made = save(name, image_query, is_shared=is_shared, by=request.user)
    except NotSaved as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, _("Search saved as “%(name)s”.") % {"name": made.name})
    return go_back(request)


@require_POST
def search(request: SignedIn, pk: int) -> HttpResponseBase:
    """Shares the search (`shared` is 1), unshares it (0), or deletes it (`delete`)."""
    known = SavedSearch.objects.visible_to(request.user).select_related("owner", "team")
    found = get_object_or_404(known, pk=pk)
    if "delete" in request.POST:
        forget(found, by=request.user)
        messages.success(request, _("Search “%(name)s” deleted.") % {"name": found.name})
    else:
        share(found, request.POST.get("shared") == "1", by=request.user)
    return go_back(request)
