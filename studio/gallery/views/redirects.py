"""Redirects from the forms of the gallery, back to their page."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from studio.accounts import request_utils
from studio.accounts.request_utils import SignedIn


def back_to(request: SignedIn) -> str:
    """The page to return to; the gallery when the form names none."""
    return request_utils.back_to(request, default=reverse("gallery"))


def go_back(request: SignedIn) -> HttpResponseBase:
    return redirect(back_to(request))
