"""The line in the account menu with the person's usage this month."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.usage.month import this_month


@never_cache
@require_GET
def usage_month(request: SignedIn) -> HttpResponse:
    """Loaded when the menu opens, so that pages do not add up a month that nobody views."""
    return render(request, "usage/month.html", {"month": this_month(request.user)})
