"""The URLs of the studio, runs, budget requests, drafts and references."""

from django.urls import path

from studio.generations.live.endpoint import run_events
from studio.generations.views import (
    budget_requests,
    choices,
    drafts,
    references,
    rerun,
    run_removal,
    runs,
    studio,
)

urlpatterns = [
    path("", studio.studio, name="studio"),
    # Runs
    path("runs/", studio.runs, name="runs"),
    path("runs/events", run_events, name="run_events"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/cancel/", runs.run_cancel, name="run_cancel"),
    path("runs/<int:pk>/fetch/", runs.run_fetch, name="run_fetch"),
    path("runs/<int:pk>/give-up/", runs.run_give_up, name="run_give_up"),
    path("runs/<int:pk>/rerun/", rerun.run_rerun, name="run_rerun"),
    path("runs/<int:pk>/rerun/ask/", rerun.run_rerun_ask, name="run_rerun_ask"),
    path("runs/<int:pk>/outcome/", runs.run_outcome, name="run_outcome"),
    path("runs/<int:pk>/delete/", run_removal.run_delete, name="run_delete"),
    path("runs/<int:pk>/restore/", run_removal.run_restore, name="run_restore"),
    path("runs/<int:pk>/hide/", run_removal.run_hide, name="run_hide"),
    path("runs/<int:pk>/unhide/", run_removal.run_unhide, name="run_unhide"),
    path("runs/<int:pk>/reuse/", drafts.run_reuse, name="run_reuse"),
    path("slots/<int:pk>/retry/", rerun.slot_retry, name="slot_retry"),
    path("slots/<int:pk>/retry/ask/", rerun.slot_retry_ask, name="slot_retry_ask"),
    # Budget requests
    path("budget-requests/", budget_requests.budget_requests, name="budget_requests"),
    path("budget-requests/<int:pk>/", budget_requests.budget_request, name="budget_request"),
    path(
        "budget-requests/<int:pk>/approve/",
        budget_requests.budget_request_approve,
        name="budget_request_approve",
    ),
    path(
        "budget-requests/<int:pk>/refuse/",
        budget_requests.budget_request_refuse,
        name="budget_request_refuse",
    ),
    path(
        "budget-requests/<int:pk>/withdraw/",
        budget_requests.budget_request_withdraw,
        name="budget_request_withdraw",
    ),
    path("composer/model/", studio.composer_model, name="composer_model"),
    # Drafts and recent prompts
    path("draft/", drafts.draft, name="draft"),
    path("draft/restore/", drafts.draft_restore, name="draft_restore"),
    path("prompts/", drafts.prompts, name="prompts"),
    # References
    path("references/", references.references, name="references"),
    path("references/unused/", references.unused_references, name="unused_references"),
    path("references/url/", choices.reference_from_url, name="reference_from_url"),
    path("references/from/<int:pk>/", choices.reference_from_image, name="reference_from_image"),
    path("references/<int:pk>/thumbnail", references.reference_file, name="reference_file"),
]
