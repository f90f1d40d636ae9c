"""The studio page, and starting a run from it."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.accounts.models import Team, User
from studio.accounts.request_utils import SignedIn, current_page, is_htmx
from studio.accounts.workspace import workspace_of
from studio.budgets.reserving import BudgetExceeded
from studio.generations.composer.cost_estimate import cost_estimate
from studio.generations.composer.drafts import (
    draft_of,
    save_draft,
    saved_draft_of,
)
from studio.generations.composer.forms import RunForm
from studio.generations.composer.lint import better_size, hints
from studio.generations.composer.panels import model_choice, size_panels
from studio.generations.composer.uploads import store_all
from studio.generations.live.subscription import Subscription
from studio.generations.models import Draft, Generation
from studio.generations.runs.quota import storage_of
from studio.generations.runs.submit import ModelNotAvailable, PromptBlocked, start_run
from studio.generations.views.run_list import list_runs, lists_new_runs, runs_context, team_in
from studio.infra.parsing import number_in
from studio.policies.rules.evaluation import match_rules
from studio.provider import limits
from studio.provider.model_spec import ModelSpec

SAMPLE = {"size_mode": "ratio", "scale": "2K", "size": "2304x1728"}


def composer_limits(model: ModelSpec) -> dict[str, Any]:
    """The limits that the page's script checks while somebody types."""
    sizes = model.size_limits
    return {
        "sizes": json.dumps(
            {"min": sizes.min_pixels, "max": sizes.max_pixels, "ratio": sizes.max_ratio, "step": sizes.step}
        ),
        "max_references": model.max_references,
        "max_together": model.max_together,
        "max_images": model.max_images,
        "reference_mb": limits.REFERENCE_MAX_BYTES // 1024**2,
    }


def composer_context(form: RunForm, draft: Draft | None, *, page: str = "") -> dict[str, Any]:
    """The context of the composer's template; `page` identifies the open page, empty for a new one."""
    page = page or uuid.uuid4().hex
    fields = form.data if form.is_bound else form.initial
    notes = notes_context(draft, fields, page=page, references=len(form.references), team=form.team)
    if form.is_bound and form.has_error("prompt"):  # already shown by the field's error
        notes["rules"] = []
    return {
        "form": form,
        "workspace": form.team,
        "storage": storage_of(form.team),
        "references": form.references,
        "size": size_panels(form.spec),
        "choice": model_choice(form.spec, form.models),
        "limits": composer_limits(form.spec),
        "estimate": cost_estimate(fields, by=form.by, team=form.team, models=form.models),
        "page": page,
        "revision": draft.revision if draft else 0,
        **notes,
    }


def notes_context(
    draft: Draft | None, fields: Mapping[str, Any], *, page: str, references: int, team: Team | None
) -> dict[str, Any]:
    """The notes about the form's fields: an earlier draft, input rules, hints, and the nearest valid size."""
    return {
        "saved_draft": saved_draft_of(draft, page=page),
        "rules": match_rules(str(fields.get("prompt") or ""), team=team),
        "hints": hints(fields, references=references),
        "better": better_size(fields),
    }


def page_context(request: SignedIn, form: RunForm, draft: Draft | None) -> dict[str, Any]:
    of = team_in(request)
    return {
        # The cursor is taken before the runs are read, so that changes in between are sent again and never missed.
        **Subscription(of=of.slug if of else "").source(request.user, since=timezone.now()),
        "sample_change": json.dumps(SAMPLE | {"prompt": sample_prompt()}),
        **composer_context(form, draft),
        **runs_context(request.user, of=of),
    }


def sample_prompt() -> str:
    """An example prompt for a first run."""
    return _(
        "A celadon vase with one branch of plum blossom on a warm plaster ledge, window light from the left, "
        "one long soft shadow across the wall. Product photograph, 85 mm, shallow depth of field, no text."
    )


@never_cache
@require_GET
def studio(request: SignedIn) -> HttpResponse:
    """The composer and my runs, or a team's (`?of=<team>`); `?sample=1` fills in an example prompt."""
    workspace = workspace_of(request.user)
    draft = draft_of(request.user, team=workspace)
    form = RunForm.empty(by=request.user, team=workspace, draft=draft)
    if request.GET.get("sample"):
        form.initial.update(SAMPLE | {"prompt": sample_prompt()})
    return render(request, "studio.html", page_context(request, form, draft))


@never_cache
@require_http_methods(["GET", "POST"])
def runs(request: SignedIn) -> HttpResponse:
    """GET: runs, mine or a team's, all or filtered. POST: starts a new run from the composer."""
    return _submit(request) if request.method == "POST" else list_runs(request)


def read_form(request: SignedIn) -> RunForm:
    """The composer's form with the sent data."""
    data, problems = _read_fields_and_files(request)
    form = RunForm(data, by=request.user)
    form.reference_errors.extend(problems)
    return form


def _read_fields_and_files(request: SignedIn) -> tuple[QueryDict, list[str]]:
    """The sent fields with uploaded files added as references (without JavaScript), and the files' errors."""
    data, problems = request.POST.copy(), []
    for name, result in store_all(request.FILES.getlist("files"), by=request.user):
        if isinstance(result, str):
            problems.append(f"{name}: {result}")
        else:
            data.appendlist("ref", result.value)
    return data, problems


def changes_model(data: QueryDict) -> bool:
    """Whether the form was sent with a new model, whose settings have not been shown yet (without JavaScript)."""
    return data.get("shown_model", data.get("model")) != data.get("model")


@require_POST
def composer_model(request: SignedIn) -> HttpResponse:
    """The composer for another model (field `model`), with all typed fields and notes on what had to change."""
    return change_model(request)


def change_model(request: SignedIn) -> HttpResponse:
    """Renders the composer for another model and saves the fields as the draft; sends nothing to the provider."""
    data, problems = _read_fields_and_files(request)
    form = RunForm.for_model(data, by=request.user)
    form.reference_errors.extend(problems)
    draft = _save_draft(data, by=request.user, team=form.team)
    if is_htmx(request):
        context = composer_context(form, draft, page=data.get("page", "")[:32])
        return render(request, "generations/composer.html", context)
    return render(request, "studio.html", page_context(request, form, draft))


def _submit(request: SignedIn) -> HttpResponse:
    if changes_model(request.POST):
        return change_model(request)
    form = read_form(request)
    if not form.is_valid():
        return refuse_form(request, form)
    facts = form.cleaned_data
    try:
        run = start_run(
            form.params(), by=request.user, submission=facts["submission"], team=facts["workspace"]
        )
    except (PromptBlocked, ModelNotAvailable, BudgetExceeded) as reason:
        form.add_error("prompt" if isinstance(reason, PromptBlocked) else None, str(reason))
        return refuse_form(request, form)
    if not is_htmx(request):
        _save_sent_draft(form, by=request.user, team=facts["workspace"])
    return respond_with_run(request, run)


def _save_sent_draft(form: RunForm, *, by: User, team: Team | None) -> None:
    """Saves the sent fields as the draft, since without JavaScript nothing saves a draft while somebody types."""
    assert isinstance(form.data, QueryDict)
    _save_draft(form.data, by=by, team=team)


def _save_draft(data: QueryDict, *, by: User, team: Team | None) -> Draft:
    values = {name: value for name, value in data.items() if isinstance(value, str)}
    page, seen = data.get("page", "")[:32], number_in(data, "revision") or 0
    return save_draft(values, data.getlist("ref"), by=by, page=page, seen=seen, team=team)


def refuse_form(request: SignedIn, form: RunForm) -> HttpResponse:
    """422 with the composer, its errors and all typed fields."""
    draft = draft_of(request.user, team=form.team)
    if is_htmx(request):
        return render(request, "generations/composer.html", composer_context(form, draft), status=422)
    return render(request, "studio.html", page_context(request, form, draft), status=422)


def respond_with_run(request: SignedIn, run: Generation) -> HttpResponse:
    """Responds with the new run's card, which the page's stream updates. On pages that do not list new runs, and
    without htmx, redirects to the run's own page, which refreshes itself."""
    if not is_htmx(request):
        return redirect(run)
    if not lists_new_runs(current_page(request)):
        return HttpResponse(status=204, headers={"HX-Redirect": run.get_absolute_url()})
    card = Generation.objects.with_slots().get(pk=run.pk)
    context = {"run": card, "submission": uuid.uuid4()}
    return render(request, "generations/submitted.html", context)
