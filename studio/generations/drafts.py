"""Keeps what is typed, on the server: it survives a reload, a crash and a change of machine."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from studio.accounts.models import Team, User
from studio.generations.models import Draft, Upload
from studio.generations.references import parse_choices

FIELDS = (
    "prompt", "size_mode", "size", "tier", "w", "h",
    "group", "max_images", "watermark", "optimize_prompt_mode",
)  # fmt: skip
PROMPT_LIMIT = 20_000  # characters
FIELD_LIMIT = 40  # characters of every other field


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The draft's new revision, and whether it replaced one that this page had not seen."""

    revision: int
    overwrote: bool


@transaction.atomic
def save_draft(
    values: Mapping[str, str], references: list[str], *, by: User, seen: int, team: Team | None = None
) -> Saved:
    """Saves what was typed, legal or not; the last write wins, and says so when it was not based on the newest."""
    draft, _made = Draft.objects.select_for_update().get_or_create(owner=by, team=team)
    overwrote = draft.revision > seen
    chosen, _problems = parse_choices(references, by=by)
    draft.fields = {
        name: values.get(name, "")[: PROMPT_LIMIT if name == "prompt" else FIELD_LIMIT].replace("\x00", "")
        for name in FIELDS
        if name in values
    }
    draft.references = [one.value for one in chosen]
    draft.revision += 1
    draft.save(update_fields=["fields", "references", "revision"])
    Draft.objects.filter(pk=draft.pk).update(updated=Now())
    draft.uploads.set([one for one in chosen if isinstance(one, Upload)])
    return Saved(revision=draft.revision, overwrote=overwrote)


def draft_of(user: User, *, team: Team | None = None) -> Draft | None:
    return Draft.objects.filter(owner=user, team=team).first()


def recent_prompts(user: User, *, most: int = 50) -> list[str]:
    """The person's last different prompts, newest first."""
    newest = user.generations.order_by("-id").values_list("prompt", flat=True)[: most * 4]
    return list(dict.fromkeys(newest))[:most]
