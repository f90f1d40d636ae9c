"""The messages about bulk actions: their progress, and what they changed."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from studio.accounts.models import Team
from studio.gallery.models import BulkAction, BulkState, BulkVerb

CHANGED: dict[BulkVerb, Any] = {
    BulkVerb.TAG: ngettext_lazy("%(count)s image tagged.", "%(count)s images tagged.", "n"),
    BulkVerb.UNTAG: ngettext_lazy(
        "Tag removed from %(count)s image.", "Tag removed from %(count)s images.", "n"
    ),
    BulkVerb.FAVOURITE: ngettext_lazy(
        "%(count)s image added to favourites.", "%(count)s images added to favourites.", "n"
    ),
    BulkVerb.UNFAVOURITE: ngettext_lazy(
        "%(count)s image removed from favourites.", "%(count)s images removed from favourites.", "n"
    ),
    BulkVerb.RATE: ngettext_lazy("%(count)s image rated.", "%(count)s images rated.", "n"),
    BulkVerb.TRASH: ngettext_lazy("%(count)s image moved to trash.", "%(count)s images moved to trash.", "n"),
    BulkVerb.RESTORE: ngettext_lazy("%(count)s image restored.", "%(count)s images restored.", "n"),
    BulkVerb.SHARE: ngettext_lazy(
        "%(count)s image shared with %(team)s.", "%(count)s images shared with %(team)s.", "n"
    ),
    BulkVerb.UNSHARE: ngettext_lazy("%(count)s image unshared.", "%(count)s images unshared.", "n"),
    BulkVerb.COLLECT: ngettext_lazy(
        "%(count)s image added to the collection.", "%(count)s images added to the collection.", "n"
    ),
    BulkVerb.TAKE_OUT: ngettext_lazy(
        "%(count)s image removed from the collection.", "%(count)s images removed from the collection.", "n"
    ),
}
RUNNING = {
    BulkVerb.TAG: gettext_lazy("Tagging %(done)s of %(total)s"),
    BulkVerb.UNTAG: gettext_lazy("Removing tags from %(done)s of %(total)s"),
    BulkVerb.FAVOURITE: gettext_lazy("Adding %(done)s of %(total)s to favourites"),
    BulkVerb.UNFAVOURITE: gettext_lazy("Removing %(done)s of %(total)s from favourites"),
    BulkVerb.RATE: gettext_lazy("Rating %(done)s of %(total)s"),
    BulkVerb.TRASH: gettext_lazy("Moving %(done)s of %(total)s to trash"),
    BulkVerb.RESTORE: gettext_lazy("Restoring %(done)s of %(total)s"),
    BulkVerb.SHARE: gettext_lazy("Sharing %(done)s of %(total)s"),
    BulkVerb.UNSHARE: gettext_lazy("Unsharing %(done)s of %(total)s"),
    BulkVerb.COLLECT: gettext_lazy("Adding %(done)s of %(total)s to the collection"),
    BulkVerb.TAKE_OUT: gettext_lazy("Removing %(done)s of %(total)s from the collection"),
}


def changed(verb: BulkVerb, count: int, *, team: Team | None = None) -> str:
    """The message about the changed images; `team` is the one they were shared with."""
    return str(CHANGED[verb] % {"n": count, "count": intcomma(count), "team": team})


def skipped(reason: str, count: int) -> str:
    """The message about unchanged images, with the reason."""
    text = ngettext(
        "%(count)s image not changed: %(reason)s", "%(count)s images not changed: %(reason)s", count
    )
    return text % {"count": intcomma(count), "reason": reason}


def progress_message(action: BulkAction) -> str:
    """The progress of a bulk action, or its result."""
    numbers = {"done": intcomma(action.done), "total": intcomma(action.total)}
    if action.is_running:
        return str(RUNNING[BulkVerb(action.verb)] % numbers)
    if action.state == BulkState.FAILED:
        return _("Stopped after %(done)s of %(total)s images.") % numbers
    verb = BulkVerb(action.verb)
    team = Team.objects.filter(pk=action.arguments["team"]).first() if verb == BulkVerb.SHARE else None
    return changed(verb, action.changed, team=team)
