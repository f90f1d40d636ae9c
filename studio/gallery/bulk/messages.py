"""What a person reads about what was done to images, and about what is being done."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from studio.accounts.models import Team
from studio.gallery.models import BulkAction, BulkState, BulkVerb

CHANGED: dict[BulkVerb, Any] = {
    BulkVerb.TAG: ngettext_lazy("%(count)s image tagged.", "%(count)s images tagged.", "n"),
    BulkVerb.UNTAG: ngettext_lazy("Tag taken off %(count)s image.", "Tag taken off %(count)s images.", "n"),
    BulkVerb.FAVOURITE: ngettext_lazy(
        "%(count)s image is a favourite now.", "%(count)s images are favourites now.", "n"
    ),
    BulkVerb.UNFAVOURITE: ngettext_lazy(
        "%(count)s image is no longer a favourite.", "%(count)s images are no longer favourites.", "n"
    ),
    BulkVerb.RATE: ngettext_lazy("%(count)s image rated.", "%(count)s images rated.", "n"),
    BulkVerb.TRASH: ngettext_lazy(
        "%(count)s image moved to the trash.", "%(count)s images moved to the trash.", "n"
    ),
    BulkVerb.RESTORE: ngettext_lazy("%(count)s image restored.", "%(count)s images restored.", "n"),
    BulkVerb.SHARE: ngettext_lazy(
        "%(count)s image shared with %(team)s.", "%(count)s images shared with %(team)s.", "n"
    ),
    BulkVerb.UNSHARE: ngettext_lazy("%(count)s image taken back.", "%(count)s images taken back.", "n"),
    BulkVerb.COLLECT: ngettext_lazy("%(count)s image collected.", "%(count)s images collected.", "n"),
    BulkVerb.TAKE_OUT: ngettext_lazy(
        "%(count)s image taken out of the collection.", "%(count)s images taken out of the collection.", "n"
    ),
}
RUNNING = {
    BulkVerb.TAG: gettext_lazy("Tagging %(done)s of %(total)s"),
    BulkVerb.UNTAG: gettext_lazy("Taking tags off %(done)s of %(total)s"),
    BulkVerb.FAVOURITE: gettext_lazy("Marking %(done)s of %(total)s as favourites"),
    BulkVerb.UNFAVOURITE: gettext_lazy("Taking hearts off %(done)s of %(total)s"),
    BulkVerb.RATE: gettext_lazy("Rating %(done)s of %(total)s"),
    BulkVerb.TRASH: gettext_lazy("Moving %(done)s of %(total)s to the trash"),
    BulkVerb.RESTORE: gettext_lazy("Restoring %(done)s of %(total)s"),
    BulkVerb.SHARE: gettext_lazy("Sharing %(done)s of %(total)s"),
    BulkVerb.UNSHARE: gettext_lazy("Taking back %(done)s of %(total)s"),
    BulkVerb.COLLECT: gettext_lazy("Collecting %(done)s of %(total)s"),
    BulkVerb.TAKE_OUT: gettext_lazy("Taking %(done)s of %(total)s out of the collection"),
}


def changed(verb: BulkVerb, count: int, *, team: Team | None = None) -> str:
    """What was done to so many images; shared with a team."""
    return str(CHANGED[verb] % {"n": count, "count": intcomma(count), "team": team})


def left(reason: str, count: int) -> str:
    """What was not done to so many images, and why."""
    text = ngettext(
        "%(count)s image left as it was: %(reason)s", "%(count)s images left as they were: %(reason)s", count
    )
    return text % {"count": intcomma(count), "reason": reason}


def of(action: BulkAction) -> str:
    """How far a bulk action is, or what it has done."""
    numbers = {"done": intcomma(action.done), "total": intcomma(action.total)}
    if action.is_running:
        return str(RUNNING[BulkVerb(action.verb)] % numbers)
    if action.state == BulkState.FAILED:
        return _("It stopped after %(done)s of %(total)s images.") % numbers
    verb = BulkVerb(action.verb)
    team = Team.objects.filter(pk=action.arguments["team"]).first() if verb == BulkVerb.SHARE else None
    return changed(verb, action.changed, team=team)
