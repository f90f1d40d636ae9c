"""Teams: the list, a team's page, its settings and its picture."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.accounts.keys.rows import key_rows
from studio.accounts.models import Membership, Role, Team
from studio.accounts.permissions import (
    Installation,
    denial_reason_archive,
    denial_reason_create_team,
    denial_reason_edit_team,
    denial_reason_view_keys,
    require,
    roles_of,
)
from studio.accounts.request_utils import SignedIn
from studio.accounts.teams import actions
from studio.accounts.teams.forms import (
    InviteForm,
    ReviewSettingsForm,
    TeamForm,
    TeamNameForm,
)
from studio.accounts.teams.invitations import IssuedInvitation

PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=600",
}


@never_cache
@require_http_methods(["GET", "POST"])
def teams(request: SignedIn) -> HttpResponse:
    """The person's teams, or every team for those who see all. POST creates one (field `name`)."""
    form = TeamNameForm(request.POST or None)
    if request.method == "POST":
        require(denial_reason_create_team(request.user))
        if form.is_valid():
            return redirect(actions.create_team(form.cleaned_data["name"], by=request.user))
    # A subquery, since the join of `visible_to` would count only the viewer's own membership.
    visible = Team.objects.filter(pk__in=Team.objects.visible_to(request.user).values("pk"))
    rows = list(visible.annotate(size=Count("memberships")).order_by("name"))
    for row in rows:
        role = request.user.roles.get(row.pk)
        row.my_role = str(Role(role).label) if role else ""
    context = {
        "form": form,
        "living": [row for row in rows if not row.is_archived],
        "archived": [row for row in rows if row.is_archived],
    }
    return render(request, "teams/teams.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def team(request: SignedIn, slug: str) -> HttpResponse:
    """One team: its members, invitations and settings."""
    return team_page(request, get_visible_team(request, slug))


def get_visible_team(request: SignedIn, slug: str) -> Team:
    """Returns a team that the person may view, else raises Http404."""
    return get_object_or_404(Team.objects.visible_to(request.user), slug=slug)


def team_page(
    request: SignedIn,
    found: Team,
    *,
    invite_form: InviteForm | None = None,
    form: TeamForm | None = None,
    review_form: ReviewSettingsForm | None = None,
    issued: IssuedInvitation | None = None,
    is_mailed: bool = False,
    status: int = 422,
) -> HttpResponse:
    """Renders the page, with the errors of a form (and `status`) or the link of a new invitation."""
    viewer_roles = roles_of(request.user, found)
    lists_invitations = bool(viewer_roles & {Role.LEAD, Installation.ADMINISTRATOR, Installation.AUDITOR})
    shows_keys = not denial_reason_view_keys(request.user, found)
    review_form = review_form or ReviewSettingsForm(instance=found)
    context: dict[str, Any] = {
        "team": found,
        "members": _members(found),
        "mine": found.memberships.filter(user=request.user).first(),
        "roles": Role.choices,
        "form": form or TeamForm(instance=found),
        "review_form": review_form,
        "approvals": str(review_form["approvals"].value()),
        "invite_form": invite_form or InviteForm(into=found),
        "lists_invitations": lists_invitations,
        "shows_keys": shows_keys,
        "key_rows": key_rows(found.access_keys.unrevoked().for_list(), request.user) if shows_keys else [],
        "shows_settings": not denial_reason_archive(request.user, found),
        "invitations": found.invitations.pending().order_by("-created") if lists_invitations else [],
        "issued": issued,
        "is_mailed": is_mailed,
    }
    wrong = any(one and one.errors for one in (invite_form, form, review_form))
    return render(request, "teams/team.html", context, status=status if wrong else 200)


def _members(found: Team) -> list[Membership]:
    """Leads first, viewers last, each by name."""
    order = list(reversed(Role.values))
    rows = found.memberships.select_related("user").order_by("user__name", "user__email")
    return sorted(rows, key=lambda row: order.index(row.role))


@require_POST
def team_settings(request: SignedIn, slug: str) -> HttpResponse:
    """Saves name, picture, watermark default and quota; 422 with form errors."""
    found = get_visible_team(request, slug)
    require(denial_reason_edit_team(request.user, found))
    # A separate instance: invalid input must not show in the page header.
    form = TeamForm(
        request.POST, request.FILES, instance=Team.objects.get(pk=found.pk), person=request.user.pk
    )
    if not form.is_valid():
        return team_page(request, found, form=form)
    facts = form.cleaned_data
    actions.edit_team(
        found, name=facts["name"], watermark_default=facts["watermark_default"], by=request.user
    )
    if "storage_gb" in request.POST and facts["storage_gb"] != found.storage_gb:
        actions.set_quota(found, facts["storage_gb"], by=request.user)
    if facts["picture"] or facts["remove_picture"]:
        actions.set_picture(found, facts["picture"], by=request.user)
    return _done(request, found, _("Saved."))


@require_POST
def team_review(request: SignedIn, slug: str) -> HttpResponse:
    """Saves the approvals, the release gate and the visible label; 422 with form errors."""
    found = get_visible_team(request, slug)
    require(denial_reason_edit_team(request.user, found))
    form = ReviewSettingsForm(request.POST, instance=Team.objects.get(pk=found.pk))
    if not form.is_valid():
        return team_page(request, found, review_form=form)
    actions.set_review(found, **form.cleaned_data, by=request.user)
    return _done(request, found, _("Saved."))


def _done(request: SignedIn, found: Team, message: str) -> HttpResponse:
    """Redirects to the team's page with a message, which may contain `%(team)s`."""
    messages.success(request, message % {"team": found})
    return redirect(found)


@require_POST
def team_archive(request: SignedIn, slug: str) -> HttpResponse:
    found = get_visible_team(request, slug)
    actions.archive(found, by=request.user)
    return _done(request, found, _("%(team)s is archived."))


@require_POST
def team_restore(request: SignedIn, slug: str) -> HttpResponse:
    found = get_visible_team(request, slug)
    actions.restore(found, by=request.user)
    return _done(request, found, _("%(team)s is restored."))


@require_GET
def team_picture(request: SignedIn, slug: str) -> HttpResponse:
    """The team's picture, for those who may view the team; 404 when it has none."""
    found = get_visible_team(request, slug)
    tag = f'"{found.picture_tag}"'
    if found.picture and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={**PICTURE_HEADERS, "ETag": tag})
    try:
        with default_storage.open(found.picture or "teams/none") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/webp", headers={**PICTURE_HEADERS, "ETag": tag})
