"""The list of hidden images."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.gallery.views.image import get_hidden_images
from studio.infra.keyset_pagination import Order
from studio.infra.parsing import parse_moment

PAGE = 50  # images
_ORDER = Order(fields=("-hidden_at", "-id"), parse=parse_moment)


@never_cache
@require_GET
def hidden_images(request: SignedIn) -> HttpResponse:
    """Images that administrators have hidden, newest first; 404 for everybody else."""
    if not request.user.is_administrator:
        raise Http404
    page = _ORDER.page(get_hidden_images(request), before=request.GET.get("before", ""), size=PAGE)
    return render(request, "administration/hidden_images.html", {"page": page})
