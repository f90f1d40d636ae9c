"""Account pages that allauth does not provide."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from studio.accounts.auth.rate_limits import limit_posts
from studio.accounts.models import User
from studio.accounts.request_utils import SignedIn
from studio.accounts.users import bootstrap, email_change
from studio.accounts.users.forms import (
    EmailForm,
    ProfileForm,
    SetupForm,
)
from studio.accounts.users.sessions import begin_session


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limit_posts("signup")
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the one-time link; 404 as soon as a user exists."""
    if not (bootstrap.is_valid(token) and bootstrap.is_open()):
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = bootstrap.make_first_administrator(**form.values())
        except bootstrap.AlreadySetUp as error:
            raise Http404 from error
        begin_session(request, user)
        return redirect("studio")
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: SignedIn) -> HttpResponse:
    """Edits name, language and time zone, and links to the other account pages."""
    # A separate instance: invalid input must not show in the page frame.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        user = form.save()
        response = redirect("account")
        _set_language_cookie(response, user.language)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return response
    context = {"form": form, "studio_zone": settings.TIME_ZONE}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


def _set_language_cookie(response: HttpResponse, language: str) -> None:
    """Sets the language for pages before sign-in."""
    name = settings.LANGUAGE_COOKIE_NAME
    if language:
        response.set_cookie(
            name,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    else:
        response.delete_cookie(name)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's `set_language`, which sets a cookie; also saves it to a signed-in person's account."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return i18n.set_language(request)


@never_cache
@require_http_methods(["GET", "POST"])
def change_email(request: SignedIn) -> HttpResponse:
    """Asks for the new address and the password; emails a link, or changes it at once without a mail server."""
    form = EmailForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _change_or_send_link(request, form):
        return redirect("account")
    context = {"form": form, "has_mail": settings.HAS_MAIL}
    return render(request, "accounts/email.html", context, status=422 if form.errors else 200)


def _change_or_send_link(request: SignedIn, form: EmailForm) -> bool:
    """Returns whether the address was changed or a link sent; if not, the form shows the error."""
    change = form.change()
    if settings.HAS_MAIL:
        if email_change.request_change(change):
            messages.success(request, _("We sent a confirmation link to %(email)s.") % {"email": change.to})
            return True
        form.add_error("email", _("The email could not be sent. Contact your administrator."))
        return False
    return _apply_change(request, change)


def _apply_change(request: HttpRequest, change: email_change.Change) -> bool:
    try:
        email_change.apply(change)
    except email_change.AddressTaken:
        messages.error(request, _("This email address is used by another account."))
        return False
    messages.success(request, _("Your email address is now %(email)s.") % {"email": change.to})
    return True


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the emailed link, on any device; it needs a click, since mail programs open links automatically."""
    change = email_change.Change.from_key(key)
    if request.method == "POST" and change and _apply_change(request, change):
        return redirect("account")
    context = {"change": change}
    return render(request, "accounts/email_confirm.html", context, status=200 if change else 404)
