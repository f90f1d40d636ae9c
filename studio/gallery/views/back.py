"""Where a form of the gallery leads: back to the page it was on."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from studio.accounts.http import SignedIn


def back_to(request: SignedIn) -> str:
    """The page to return to: ours, whatever a form says."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else reverse("gallery")


def go_back(request: SignedIn) -> HttpResponseBase:
    return redirect(back_to(request))
