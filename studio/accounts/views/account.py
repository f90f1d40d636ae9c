"""Pages about people that allauth does not bring."""

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
    """Name, language and time zone, and the ways to everything else about one's account."""
    # A row of its own: what is wrong in the form must not show in the frame.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        user = form.save()
        response = redirect("account")
        _remember(response, user.language)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return response
    context = {"form": form, "studio_zone": settings.TIME_ZONE}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


def _remember(response: HttpResponse, language: str) -> None:
    """The cookie speaks for the person before they sign in."""
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
    """Django's switch with a cookie, which also writes a signed-in person's choice to their account."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return i18n.set_language(request)


@never_cache
@require_http_methods(["GET", "POST"])
def change_address(request: SignedIn) -> HttpResponse:
    """Asks for the new address and the password; mails a link, or changes it at once where no mail can be sent."""
    form = EmailForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        return redirect("account")
    context = {"form": form, "has_mail": settings.HAS_MAIL}
    return render(request, "accounts/email.html", context, status=422 if form.errors else 200)


def _changed(request: SignedIn, form: EmailForm) -> bool:
    """Whether the change is made or a link was sent; if not, the form shows the error."""
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
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Behind the mailed link, on whatever device: a button, since mail programs open links by themselves."""
    change = email_change.Change.from_key(key)
    if request.method == "POST" and change and _apply_change(request, change):
        return redirect("account")
    context = {"change": change}
    return render(request, "accounts/email_confirm.html", context, status=200 if change else 404)
