"""Joins a team, changes roles and removes members."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.models import Membership
from studio.accounts.request_utils import SignedIn
from studio.accounts.teams import members
from studio.accounts.teams.forms import RoleForm
from studio.accounts.views.teams import get_visible_team


@require_POST
def team_join(request: SignedIn, slug: str) -> HttpResponse:
    """Lets an administrator join as lead, without an invitation."""
    found = get_visible_team(request, slug)
    members.join_as_lead(found, by=request.user)
    messages.success(request, _("You are now a lead of %(team)s.") % {"team": found})
    return redirect(found)


@require_POST
def member_role(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Changes a role (field `role`); 403 with the reason if not allowed."""
    member = _member(request, slug, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise BadRequest("role")
    try:
        members.set_role(member, form.cleaned_data["role"], by=request.user)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Saved."))
    return redirect("team", slug)


@require_POST
def member_remove(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Removes a member, or leaves the team."""
    member = _member(request, slug, pk)
    try:
        members.remove(member, by=request.user)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    if member.user_id == request.user.pk:
        messages.success(request, _("You have left %(team)s.") % {"team": member.team})
        return redirect("teams")
    messages.success(request, _("%(person)s is no longer in the team.") % {"person": member.user})
    return redirect("team", slug)


def _member(request: SignedIn, slug: str, pk: int) -> Membership:
    rows = Membership.objects.select_related("team", "user")
    return get_object_or_404(rows, pk=pk, team=get_visible_team(request, slug))
