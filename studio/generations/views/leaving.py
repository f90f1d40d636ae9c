"""A person deletes their account."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.http import SignedIn
from studio.accounts.models import User
from studio.generations.again import Refused
from studio.generations.leaving import leave, what_goes, why_not_leave
from studio.generations.leaving_form import LeavingForm


@never_cache
@require_http_methods(["GET", "POST"])
def account_delete(request: SignedIn) -> HttpResponse:
    """Says what goes and what stays, then does it: 409 while something stands against it."""
    form = LeavingForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        why_not = why_not_leave(request.user)
        if not why_not and form.is_valid():
            return _leave(request, heir=form.heir)
        status = 409 if why_not else 422
    context = {"form": form, "leaving": what_goes(request.user), "why_not": why_not_leave(request.user)}
    return render(request, "accounts/delete.html", context, status=status)


def _leave(request: SignedIn, *, heir: int | None) -> HttpResponse:
    before = User.objects.get(pk=request.user.pk)
    try:
        leave(User.objects.get(pk=request.user.pk), heir=heir)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("account_delete")
    facts = {"gave_images": heir is not None}
    get_adapter().send_notification_mail("account/email/account_deleted", before, facts, before.email)
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("account_login")
