"""Writes audit entries in the transaction of the recorded action: both are stored, or neither."""

from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.transaction import TransactionManagementError
from django.utils import translation

from studio.audit import request_context
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.infra.text_search import vector

NAME_LENGTH = 254
SYSTEM = "Seedream Studio"
"""The actor's name when no person acts, as in commands and jobs."""


def record(
    action: Action,
    *,
    actor: models.Model | None,
    target: models.Model | None = None,
    actor_name: str = "",
    target_name: str = "",
    team: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Adds one entry. `actor` is a person, or None for the studio itself; `target` is any saved row.

    `actor_name` names somebody without an account; `target_name` names a target without a row, or replaces the row's
    name. `before` and `after` contain only what changed. Raises TransactionManagementError outside
    `transaction.atomic()`.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            f"{action} must be recorded in the transaction of the action itself."
        )
    context = request_context.current()
    entry = AuditEntry(
        actor_id=actor.pk if actor else None,
        actor_name=actor_name[:NAME_LENGTH] or _name(actor) or SYSTEM,
        action=action,
        target_type=target._meta.model_name or "" if target else "",
        target_id=target.pk if target else None,
        target_name=target_name[:NAME_LENGTH] or _name(target),
        team_id=team.pk if team else None,
        before=before,
        after=after,
        address=context.address,
        request_id=context.request_id,
    )
    entry.search_vector = search_vector_of(entry)
    entry.save(force_insert=True)
    return entry


def search_vector_of(entry: AuditEntry) -> str:
    """The search vector of an entry: its names, its action in every language, IP address and request id."""
    labels = []
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            labels.append(entry.action_label)
    texts = [entry.actor_name, entry.target_name, *labels, entry.address or "", entry.request_id]
    return vector(" · ".join(texts))


def _name(row: models.Model | None) -> str:
    """A row's name in the studio's default language, not the request's."""
    if row is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return str(row)[:NAME_LENGTH]
