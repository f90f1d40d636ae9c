"""Pages to list, create, edit and revoke access keys."""

from copy import copy

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from studio.accounts.keys.forms import AccessKeyForm, EditAccessKeyForm
from studio.accounts.keys.issuing import IssuedKey, create_key, edit_key, revoke_key
from studio.accounts.keys.rows import key_rows, workspace_and_scopes
from studio.accounts.models import AccessKey
from studio.accounts.permissions import Forbidden, denial_reason_manage_key, require
from studio.accounts.request_utils import SignedIn, back_to


@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def access_keys(request: SignedIn) -> HttpResponse:
    """The person's own keys. POST creates one and shows its secret in the response, since it is not stored.

    POST asks for the password again if that is long ago; the submitted form is kept meanwhile.
    """
    form = AccessKeyForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            issued = create_key(owner=request.user, by=request.user, **form.facts())
        except Forbidden as reason:
            form.add_error(None, str(reason))
        else:
            return _page(request, AccessKeyForm(owner=request.user), issued=issued)
    return _page(request, form)


def _page(request: SignedIn, form: AccessKeyForm, *, issued: IssuedKey | None = None) -> HttpResponse:
    keys = AccessKey.objects.unrevoked().filter(owner=request.user).for_list()
    context = {"form": form, "issued": issued, "key_rows": key_rows(keys, request.user)}
    return render(request, "access_keys/access_keys.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def access_key(request: SignedIn, pk: int) -> HttpResponse:
    """Edits name, expiry and limits of a key; redirects to the page that listed it (field `back`)."""
    key = get_object_or_404(AccessKey.objects.unrevoked().visible_to(request.user).for_list(), pk=pk)
    require(denial_reason_manage_key(request.user, key))
    form = EditAccessKeyForm(request.POST or None, instance=copy(key))
    back = back_to(request, default=reverse("access_keys"))
    if request.method == "POST" and form.is_valid():
        _save(request, key, form)
        return redirect(back)
    about = " · ".join(workspace_and_scopes(key, request.user))
    context = {"form": form, "key": key, "about": about, "back": back}
    return render(request, "access_keys/edit.html", context, status=422 if form.errors else 200)


def _save(request: SignedIn, key: AccessKey, form: EditAccessKeyForm) -> None:
    try:
        edit_key(key, by=request.user, **form.facts())
    except AccessKey.DoesNotExist as error:  # revoked meanwhile
        raise Http404 from error
    messages.success(request, _("Saved."))


@require_POST
def access_key_revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Revokes a visible key; redirects to the page that listed it (field `back`)."""
    key = get_object_or_404(AccessKey.objects.visible_to(request.user).select_related("team"), pk=pk)
    revoke_key(key, by=request.user)
    messages.success(
        request, _("%(key)s is revoked. Programs that use it are refused from now on.") % {"key": key}
    )
    return redirect(back_to(request, default=reverse("access_keys")))
