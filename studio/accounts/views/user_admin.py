"""User administration pages, read-only for auditors."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.auth.rate_limits import denial_reason_invitations
from studio.accounts.keys.rows import key_rows
from studio.accounts.models import Invitation, Role, User
from studio.accounts.permissions import denial_reason_administer, denial_reason_inspect, require
from studio.accounts.request_utils import SignedIn
from studio.accounts.teams import invitations
from studio.accounts.teams.forms import InviteAnywhereForm
from studio.accounts.teams.invitations import IssuedInvitation
from studio.accounts.users import user_admin as actions
from studio.accounts.users.reset_link import make_reset_link
from studio.infra.parsing import number_in

PAGE = 50  # people


@never_cache
@require_GET
def people(request: SignedIn) -> HttpResponse:
    """All people, or those whose name or email address contains `?q=`."""
    _require_inspect_or_404(request)
    return _people_page(request)


def _require_inspect_or_404(request: SignedIn) -> None:
    """Raises Http404 unless the person is an administrator or auditor."""
    if denial_reason_inspect(request.user):
        raise Http404


def _people_page(
    request: SignedIn,
    *,
    form: InviteAnywhereForm | None = None,
    issued: IssuedInvitation | None = None,
    is_mailed: bool = False,
    status: int = 422,
) -> HttpResponse:
    query = request.GET.get("q", "")
    found = actions.search(query).prefetch_related("memberships__team")
    context = {
        "query": query,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form or InviteAnywhereForm(),
        "roles": Role.choices,
        "issued": issued,
        "is_mailed": is_mailed,
        "invitations": Invitation.objects.pending().select_related("team").order_by("-created")[:PAGE],
    }
    return render(request, "people/people.html", context, status=status if form and form.errors else 200)


@never_cache
@require_POST
def people_invite(request: SignedIn) -> HttpResponse:
    """Invites a person to any team; the link is in the response, since it is not stored."""
    _require_inspect_or_404(request)
    require(denial_reason_administer(request.user))
    form = InviteAnywhereForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form=form)
    if reason := denial_reason_invitations(request):
        form.add_error("email", reason)
        return _people_page(request, form=form, status=429)
    facts = form.cleaned_data
    made = invitations.invite(facts["team"], email=facts["email"], role=facts["role"], by=request.user)
    return _people_page(request, issued=made, is_mailed=invitations.mail(made))


@never_cache
@require_GET
def person(request: SignedIn, pk: int) -> HttpResponse:
    """One person: their teams, access keys and sessions."""
    return _person_page(request, _get_user(request, pk))


def _person_page(request: SignedIn, found: User, *, reset_link: str = "") -> HttpResponse:
    context = {
        "person": found,
        "reset_link": reset_link,
        "key_rows": key_rows(found.access_keys.unrevoked().for_list(), request.user),
        "memberships": found.memberships.select_related("team").order_by("team__name"),
        "sessions": UserSession.objects.purge_and_list(found),
    }
    return render(request, "people/person.html", context)


def _get_user(request: SignedIn, pk: int) -> User:
    _require_inspect_or_404(request)
    return get_object_or_404(actions.user_list(), pk=pk)


def _done(request: SignedIn, found: User, message: str) -> HttpResponse:
    """Redirects to the person's page with a message, which contains `%(person)s`."""
    messages.success(request, message % {"person": found})
    return redirect("person", found.pk)


@never_cache
@require_POST
def person_reset_link(request: SignedIn, pk: int) -> HttpResponse:
    """Shows a password reset link in the response, since it is not stored."""
    found = _get_user(request, pk)
    return _person_page(request, found, reset_link=make_reset_link(found, by=request.user))


@require_POST
def person_suspend(request: SignedIn, pk: int) -> HttpResponse:
    found = _get_user(request, pk)
    actions.suspend(found, by=request.user)
    return _done(request, found, _("%(person)s is suspended and signed out everywhere."))


@require_POST
def person_unsuspend(request: SignedIn, pk: int) -> HttpResponse:
    found = _get_user(request, pk)
    actions.unsuspend(found, by=request.user)
    return _done(request, found, _("%(person)s can sign in again."))


@require_POST
def person_sign_out(request: SignedIn, pk: int) -> HttpResponse:
    """Ends one of their sessions (field `session`), or all when it is missing; 404 when it is no number."""
    found = _get_user(request, pk)
    session = number_in(request.POST, "session")
    if session is None and "session" in request.POST:
        raise Http404
    actions.sign_out(found, session=session, by=request.user)
    if session is None:
        return _done(request, found, _("%(person)s is signed out on all devices."))
    return _done(request, found, _("%(person)s is signed out on that device."))
