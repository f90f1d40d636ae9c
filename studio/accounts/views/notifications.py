"""Notifications: the list, opening one, and accepting an invitation from one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts import notifications
from studio.accounts.models import NotificationKind
from studio.accounts.request_utils import SignedIn
from studio.accounts.teams import invitations
from studio.accounts.views.invitations import redirect_new_member
from studio.infra.parsing import number_in


@never_cache
@require_GET
def notification_list(request: SignedIn) -> HttpResponse:
    """The person's notifications, newest first; `?before=<id>` continues."""
    page = notifications.page(request.user, before=request.GET.get("before", ""))
    next_url = f"{reverse('notifications')}?before={page.before}" if page.before else None
    return render(request, "accounts/notifications.html", {"notices": page.rows, "next_url": next_url})


@require_POST
def notifications_read(request: SignedIn) -> HttpResponse:
    """Marks all as read, or those up to the id `until`."""
    notifications.mark_all_read(request.user, until=number_in(request.POST, "until"))
    return redirect("notifications")


@require_POST
def notification_open(request: SignedIn, pk: int) -> HttpResponse:
    """Redirects to the subject of a notification; opening it marks all notifications about it as read."""
    found = get_object_or_404(notifications.visible(request.user), pk=pk)
    notifications.mark_read(request.user, kind=found.kind, object_ids=[found.object_id])
    return redirect(found)


@require_POST
def notification_join(request: SignedIn, pk: int) -> HttpResponse:
    """Accepts the invitation of a notification, without the link."""
    found = get_object_or_404(request.user.notifications, pk=pk, kind=NotificationKind.INVITATION)
    try:
        team = invitations.accept_invitation(found.object_id, by=request.user)
    except invitations.InvitationGone:
        messages.error(request, _("This invitation is no longer valid."))
        return redirect("notifications")
    return redirect_new_member(request, request.user, team)
