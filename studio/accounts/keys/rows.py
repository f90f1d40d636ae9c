"""Rows of access keys for lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.accounts.models import AccessKey, User
from studio.accounts.permissions import denial_reason_manage_key


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One key, as the viewer sees it."""

    key: AccessKey
    abilities: str
    """Its owner (if not the viewer), workspace, scopes and limits."""
    dates: str
    denial_reason: str
    """Why the viewer may neither change nor revoke it."""


def key_rows(keys: Iterable[AccessKey], reader: User) -> list[KeyRow]:
    """The keys need their owners and teams loaded."""
    return [
        KeyRow(
            key=key,
            abilities=" · ".join([*workspace_and_scopes(key, reader), *_limits(key)]),
            dates=" · ".join(_dates(key)),
            denial_reason=denial_reason_manage_key(reader, key),
        )
        for key in keys
    ]


def workspace_and_scopes(key: AccessKey, reader: User) -> list[str]:
    """What cannot change: its owner (if not the viewer), workspace and scopes."""
    owner = [] if key.owner_id == reader.pk else [str(key.owner)]
    return [*owner, str(key.team) if key.team else _("Private"), *key.scope_labels]


def _limits(key: AccessKey) -> list[str]:
    requests, images = key.requests_per_minute, key.images_per_month
    each_minute = ngettext("%(count)d request per minute", "%(count)d requests per minute", requests)
    limits = [each_minute % {"count": requests}]
    if images is not None:
        each_month = ngettext("%(count)d image per month", "%(count)d images per month", images)
        limits.append(each_month % {"count": images})
    return limits


def _dates(key: AccessKey) -> list[str]:
    used = (
        _("Last used %(time)s") % {"time": naturaltime(key.last_used_at)}
        if key.last_used_at
        else _("Never used")
    )
    created = _("Created %(time)s") % {"time": naturaltime(key.created)}
    return [created, used, _expiry(key)]


def _expiry(key: AccessKey) -> str:
    if key.expires_at is None:
        return _("Never expires")
    sentence = _("Expired %(time)s") if key.is_expired else _("Expires %(time)s")
    return capfirst(sentence % {"time": naturaltime(key.expires_at)})
