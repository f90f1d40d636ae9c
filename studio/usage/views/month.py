"""The line in the account menu: what the person has used this month."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.usage.month import this_month


@never_cache
@require_GET
def usage_month(request: SignedIn) -> HttpResponse:
    """Asked for when the menu opens, so that no page adds up a month that nobody looks at."""
    return render(request, "usage/month.html", {"month": this_month(request.user)})
