"""Inviting people to a team, and accepting an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from studio.accounts.auth.rate_limits import denial_reason_invitations, limit_posts
from studio.accounts.locking import reload_user
from studio.accounts.models import Invitation, Team, User
from studio.accounts.permissions import denial_reason_invite, denial_reason_run_in, require
from studio.accounts.request_utils import SignedIn
from studio.accounts.teams import invitations
from studio.accounts.teams.forms import InviteForm, JoinForm
from studio.accounts.users.sessions import begin_session
from studio.accounts.views.teams import get_visible_team, team_page


@never_cache
@require_POST
def team_invite(request: SignedIn, slug: str) -> HttpResponse:
    """Shows the link in the response, since it is not stored; 422 with form errors, 429 above the rate limit."""
    found = get_visible_team(request, slug)
    require(denial_reason_invite(request.user, found))
    form = InviteForm(request.POST, into=found)
    if not form.is_valid():
        return team_page(request, found, invite_form=form)
    if reason := denial_reason_invitations(request):
        form.add_error("email", reason)
        return team_page(request, found, invite_form=form, status=429)
    made = invitations.invite(
        found, email=form.cleaned_data["email"], role=form.cleaned_data["role"], by=request.user
    )
    return team_page(request, found, issued=made, is_mailed=invitations.mail(made))


@require_POST
def invitation_revoke(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    found = get_visible_team(request, slug)
    require(denial_reason_invite(request.user, found))
    invitations.revoke(get_object_or_404(found.invitations, pk=pk), by=request.user)
    messages.success(request, _("Invitation revoked."))
    return redirect(found)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limit_posts("signup")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link: a button for a signed-in person, a form for a new one; 404 when the link is not valid."""
    try:
        invitation = invitations.get_by_token(token)
        if request.user.is_authenticated:
            return _join_as_user(request, request.user, invitation, token)
        return _join_as_new_user(request, invitation, token)
    except invitations.InvitationGone:
        return render(request, "teams/join_gone.html", status=404)


def _join_as_user(request: HttpRequest, person: User, invitation: Invitation, token: str) -> HttpResponse:
    denial_reason = invitations.denial_reason_accept(person, invitation)
    if request.method == "POST" and not denial_reason:
        team = invitations.accept(token, by=person)
        return redirect_new_member(request, person, team)
    context = {"invitation": invitation, "denial_reason": denial_reason}
    return render(request, "teams/join.html", context, status=403 if denial_reason else 200)


def redirect_new_member(request: HttpRequest, person: User, team: Team) -> HttpResponse:
    """Redirects to the studio, or to the team's gallery for members who may not create images."""
    if denial_reason_run_in(reload_user(person), team):
        messages.success(request, _("You joined %(team)s. This is its gallery.") % {"team": team})
        return redirect(f"{reverse('gallery')}?{urlencode({'team': team.slug})}")
    messages.success(
        request,
        _("You joined %(team)s. The images you create here are shared with the team.") % {"team": team},
    )
    return redirect("studio")


def _join_as_new_user(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "teams/join_known.html", {"invitation": invitation, "sign_in": sign_in})
    form = JoinForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            person = invitations.join(token, **form.cleaned_data)
        except invitations.AccountExists:
            return redirect(sign_in)
        begin_session(request, person)
        return redirect_new_member(request, person, invitation.team)
    context = {"invitation": invitation, "form": form}
    return render(request, "teams/join_new.html", context, status=422 if form.errors else 200)
