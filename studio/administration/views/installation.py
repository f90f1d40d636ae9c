"""The settings of the studio."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.permissions import denial_reason_administer, require
from studio.accounts.request_utils import SignedIn
from studio.administration.access import require_inspect_or_404
from studio.administration.forms import SettingsForm
from studio.policies.installation import change_settings
from studio.policies.models import InstallationSettings


@never_cache
@require_http_methods(["GET", "POST"])
def installation(request: SignedIn) -> HttpResponse:
    """The settings of the whole studio; POST changes them, 422 with form errors."""
    require_inspect_or_404(request.user)
    row = InstallationSettings.objects.select_related("changed_by").filter(pk=1).first()
    closed = denial_reason_administer(request.user)
    form = SettingsForm(request.POST or None, instance=row)
    if request.method == "POST":
        require(closed)
        if form.is_valid():
            changed = change_settings(form.cleaned_data, by=request.user)
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
            return redirect("installation")
    context = {"form": form, "closed": closed, "row": row}
    return render(request, "administration/settings.html", context, status=422 if form.errors else 200)
