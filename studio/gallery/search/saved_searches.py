"""Searches saved under a name, for oneself or for the team."""

from django.db import transaction
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from studio.accounts.locking import lock_team, lock_users, reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import Forbidden, denial_reason_modify, denial_reason_tag, require
from studio.gallery.models import SavedSearch
from studio.gallery.models.saved_search import LONGEST, LONGEST_QUERY
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image

MOST = 100
"""Searches of one person in one gallery."""


class NotSaved(ValueError):
    """The search cannot be saved; the message says why."""


@transaction.atomic
def save(name: str, image_query: ImageQuery, *, is_shared: bool = False, by: User) -> SavedSearch:
    """Saves the search; another search of this person with the same name in the same gallery is replaced.

    Raises NotSaved, and Forbidden when it is shared by somebody who may not work in the team.
    """
    lock_users([by.pk])
    if is_shared and image_query.team:
        _require_share(image_query.team, by=by)
    name, query = _clean_name(name), urlencode(image_query.query, doseq=True)
    if not image_query.is_narrowed:
        raise NotSaved(_("Nothing to save yet. Search or set a filter first."))
    if len(query) > LONGEST_QUERY:
        raise NotSaved(_("This search is too long to save."))
    mine = SavedSearch.objects.filter(owner=by, team=image_query.team)
    if mine.exclude(name=name).count() >= MOST:
        raise NotSaved(_("You can save up to %(most)d searches. Delete one first.") % {"most": MOST})
    values = {"query": query, "is_shared": is_shared and image_query.team is not None}
    return mine.update_or_create(
        name=name, defaults=values, create_defaults={**values, "owner": by, "team": image_query.team}
    )[0]


@transaction.atomic
def share(search: SavedSearch, is_shared: bool, *, by: User) -> None:
    """Shares one's own search with the team, or unshares it. Raises Forbidden."""
    if search.owner_id != by.pk or search.team is None:
        raise Forbidden(_("Only the owner can share this."))
    if is_shared:
        _require_share(search.team, by=by)
    SavedSearch.objects.filter(pk=search.pk).update(is_shared=is_shared)


@transaction.atomic
def forget(search: SavedSearch, *, by: User) -> None:
    """Deletes one's own search; a lead also one that is shared with the team. Raises Forbidden."""
    if search.owner_id != by.pk:
        require(denial_reason_modify(reload_user(by), Image(owner=search.owner, team=search.team)))
    SavedSearch.objects.filter(pk=search.pk).delete()


def _require_share(team: Team, *, by: User) -> None:
    by = reload_user(by)
    require(denial_reason_tag(by, Image(owner=by, team=lock_team(team))))


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise NotSaved(_("Enter a name for the search."))
    if len(name) > LONGEST:
        raise NotSaved(_("A name can have up to %(most)d characters.") % {"most": LONGEST})
    return name
