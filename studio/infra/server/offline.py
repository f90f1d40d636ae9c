"""The offline page: one page cached by the service worker, without any personal data."""

import json
import re
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

TEMPLATE = "offline.html"


@login_not_required
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page in the reader's language; the same for everybody, so that it can be cached."""
    return HttpResponse(render_to_string(TEMPLATE))


@login_not_required
@never_cache
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that its scope is the whole site.

    It lists the page's files, so that another language or build changes the script, and browsers install it at once.
    """
    text = render_to_string(TEMPLATE)
    files = [reverse("offline"), *re.findall(rf'"({re.escape(settings.STATIC_URL)}[^"]+)"', text)]
    context = {"version": sha256(text.encode()).hexdigest()[:12], "files": json.dumps(files)}
    return render(request, "sw.js", context, content_type="text/javascript")
