"""Deletes the user's own account."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.models import User
from studio.accounts.request_utils import SignedIn
from studio.generations.account_deletion import (
    delete_account,
    deletion_summary,
    denial_reason_delete,
)
from studio.generations.account_deletion_form import AccountDeletionForm
from studio.generations.runs.rerun import Refused


@never_cache
@require_http_methods(["GET", "POST"])
def account_delete(request: SignedIn) -> HttpResponse:
    """Shows what is deleted and what stays, then deletes: 409 while something prevents it."""
    form = AccountDeletionForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        denial_reason = denial_reason_delete(request.user)
        if not denial_reason and form.is_valid():
            return _delete(request, new_owner=form.new_owner)
        status = 409 if denial_reason else 422
    context = {
        "form": form,
        "deletion": deletion_summary(request.user),
        "denial_reason": denial_reason_delete(request.user),
    }
    return render(request, "accounts/delete.html", context, status=status)


def _delete(request: SignedIn, *, new_owner: int | None) -> HttpResponse:
    before = User.objects.get(pk=request.user.pk)
    try:
        delete_account(User.objects.get(pk=request.user.pk), new_owner=new_owner)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("account_delete")
    facts = {"gave_images": new_owner is not None}
    get_adapter().send_notification_mail("account/email/account_deleted", before, facts, before.email)
    logout(request)
    messages.success(request, _("Your account was deleted."))
    return redirect("account_login")
