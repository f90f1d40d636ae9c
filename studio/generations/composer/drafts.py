"""Saves the composer's fields on the server, so that they survive a reload, a crash and a change of machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from studio.accounts.models import Team, User
from studio.accounts.workspace import workspace_of
from studio.generations.composer.model_fields import image_count_in, model_in
from studio.generations.composer.references import parse_choices
from studio.generations.models import Draft, Upload
from studio.provider.model_spec import ModelSpec

FIELDS = (
    "prompt", "size_mode", "size", "tier", "w", "h",
    "group", "max_images", "watermark", "optimize_prompt_mode", "web_search", "model",
)  # fmt: skip
PROMPT_LIMIT = 20_000  # characters
FIELD_LIMIT = 40  # characters of every other field
RESTORE_OFFERED_FOR = timedelta(minutes=30)
"""How long a page offers to restore the earlier draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    """What the last change replaced, as a page shows it."""

    written: datetime
    elsewhere: bool
    """Another page had saved it; otherwise the person replaced it with a click."""


def draft_of(user: User, *, team: Team | None) -> Draft | None:
    return Draft.objects.filter(owner=user, team=team).first()


@transaction.atomic
def save_draft(
    values: Mapping[str, str],
    references: list[str],
    *,
    by: User,
    page: str,
    seen: int,
    team: Team | None,
) -> Draft:
    """Saves the fields, valid or not. The last write wins: what another page saved after the revision that this one has
    `seen` is kept as the earlier draft."""
    draft = _lock_draft(by, team)
    fields = {
        name: values.get(name, "")[: PROMPT_LIMIT if name == "prompt" else FIELD_LIMIT]
        for name in FIELDS
        if name in values
    }
    is_unseen = draft.page != page and draft.revision > seen
    if is_unseen and not draft.is_empty and (draft.fields, draft.references) != (fields, references):
        _save_previous(draft, page=page)
    return _write(draft, fields, references, page=page)


@transaction.atomic
def replace_draft(fields: Mapping[str, str], references: list[str], *, by: User) -> Draft:
    """Fills the composer of the current workspace; what was typed there is kept as the earlier draft."""
    draft = _lock_draft(by, workspace_of(by))
    if not draft.is_empty:
        _save_previous(draft, page="")
    return _write(draft, dict(fields), references, page="")


@transaction.atomic
def restore_draft(*, by: User, team: Team | None) -> None:
    """Swaps the draft and the earlier draft; does nothing without one."""
    draft = _lock_draft(by, team)
    if draft.replaced:
        fields, references = draft.replaced["fields"], draft.replaced["references"]
        _save_previous(draft, page="")
        _write(draft, fields, references, page="")


@transaction.atomic
def add_to_draft(choices: Sequence[str], *, by: User) -> int:
    """Adds references, as the form names them, to the draft of the current workspace; returns how many fit."""
    draft = _lock_draft(by, workspace_of(by))
    fit = list(choices)[: free_references(draft.fields, len(draft.references))]
    _write(draft, draft.fields, [*draft.references, *fit], page="")
    return len(fit)


def drafted_model(user: User) -> ModelSpec:
    """The model of the draft in the current workspace."""
    draft = draft_of(user, team=workspace_of(user))
    return model_in(draft.fields if draft else {})


def free_references(fields: Mapping[str, str], taken: int) -> int:
    """How many more references fit beside the `taken` ones and the requested images."""
    model = model_in(fields)
    return max(0, min(model.max_references, model.max_together - image_count_in(fields)) - taken)


def saved_draft_of(draft: Draft | None, *, page: str) -> SavedDraft | None:
    """The draft that this page offers to restore; None when another page replaced it, or when it is too old."""
    if draft is None or not draft.replaced or draft.replaced["page"] not in ("", page):
        return None
    written, since = (parse_datetime(draft.replaced[name]) for name in ("written", "since"))
    if not (written and since) or timezone.now() - since > RESTORE_OFFERED_FOR:
        return None
    return SavedDraft(written=written, elsewhere=bool(draft.replaced["page"]))


def recent_prompts(user: User, *, most: int = 50) -> list[str]:
    """The person's most recent distinct prompts, newest first."""
    newest = (
        user.generations.filter(deleted_at=None).order_by("-id").values_list("prompt", flat=True)[: most * 4]
    )
    return list(dict.fromkeys(newest))[:most]


def _lock_draft(by: User, team: Team | None) -> Draft:
    draft, _made = Draft.objects.select_for_update().get_or_create(owner=by, team=team)
    return draft


def _save_previous(draft: Draft, *, page: str) -> None:
    draft.replaced = {
        "fields": draft.fields,
        "references": draft.references,
        "written": draft.updated.isoformat(),
        "since": timezone.now().isoformat(),
        "page": page,
    }


def _write(draft: Draft, fields: dict[str, str], references: list[str], *, page: str) -> Draft:
    replaced = draft.replaced["references"] if draft.replaced else []
    chosen, _problems = parse_choices(references, by=draft.owner)
    kept, _gone = parse_choices(replaced, by=draft.owner)
    draft.fields, draft.references, draft.page = fields, [one.value for one in chosen], page
    draft.revision += 1
    draft.updated = timezone.now()
    draft.save()
    draft.uploads.set({one for one in (*chosen, *kept) if isinstance(one, Upload)})
    return draft
