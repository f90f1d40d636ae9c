"""Pages about people that allauth does not bring."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts import setup
from studio.accounts.forms import SetupForm


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the one-time link; gone (404) as soon as anybody exists."""
    if not (setup.is_valid(token) and setup.is_open()):
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = setup.make_first_administrator(**form.values())
        except setup.AlreadySetUp as error:
            raise Http404 from error
        login(request, user)
        return redirect("studio")
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)
