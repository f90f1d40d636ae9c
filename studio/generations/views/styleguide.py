"""Every component with its states on one page, rendered from the product's templates; routed in debug mode only."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.generations.composer.forms import RunForm
from studio.generations.status import samples
from studio.generations.views.studio import composer_context

INVALID_FIELDS = {
    "prompt": "", "size_mode": "custom", "size": "2048x2048", "w": "100", "h": "100",
    "group": "auto", "max_images": "99",
}  # fmt: skip
LOOKS = ("", "btn--ghost", "btn--outline", "btn--solid", "btn--danger", "btn--danger btn--fill")
TINTS = ("", "ok", "warn", "danger", "run")
SURFACES = ("bg", "panel", "raised", "popover", "field")
INKS = ("ink", "ink-2", "ink-3", "accent", "ok", "warn", "danger")


class Fields(forms.Form):
    """One field of each kind."""

    plain = forms.CharField(label="Plain", required=False)
    wrong = forms.EmailField(label="Wrong")
    secret = forms.CharField(label="Secret", required=False)
    choice = forms.ChoiceField(label="Choice", choices=[("en", "English"), ("zh-hans", "中文")])


def provider_problems() -> list[SimpleNamespace]:
    facts = {"code": "QuotaExceeded", "since": timezone.now(), "advice": "Top up the account."}
    return [SimpleNamespace(kind=kind, **facts) for kind in ("busy", "account")]


@never_cache
@require_GET
def styleguide(request: SignedIn) -> HttpResponse:
    """Reads only the user, for the frame; writes nothing."""
    form = RunForm(INVALID_FIELDS, by=request.user)
    form.full_clean()
    messages.info(request, "The run was removed.", extra_tags="/")
    context: dict[str, Any] = {
        **composer_context(form, None),
        "references": samples.references(),
        "places": range(14),
        "runs": samples.runs(request.user),
        "images": samples.images(request.user),
        "provider_problems": provider_problems(),
        "fields": Fields({"plain": "Text", "wrong": "not an address", "secret": "secret", "choice": "en"}),
        "looks": LOOKS,
        "tints": TINTS,
        "surfaces": SURFACES,
        "inks": INKS,
        "viewers": [SimpleNamespace(is_staff=True), SimpleNamespace(is_staff=False)],
    }
    return render(request, "styleguide/page.html", context)
