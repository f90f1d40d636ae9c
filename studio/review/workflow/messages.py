"""The messages about reviews: what changed in how many images, and what comes next."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from studio.review.models import ReviewVerb, Submission

DONE: dict[ReviewVerb, Any] = {
    ReviewVerb.SUBMIT: ngettext_lazy(
        "%(count)s image submitted for review.", "%(count)s images submitted for review.", "n"
    ),
    ReviewVerb.WITHDRAW: ngettext_lazy(
        "%(count)s image withdrawn from review.", "%(count)s images withdrawn from review.", "n"
    ),
    ReviewVerb.APPROVE: ngettext_lazy("%(count)s image approved.", "%(count)s images approved.", "n"),
    ReviewVerb.REQUEST_CHANGES: ngettext_lazy(
        "Changes requested for %(count)s image.", "Changes requested for %(count)s images.", "n"
    ),
    ReviewVerb.REJECT: ngettext_lazy("%(count)s image rejected.", "%(count)s images rejected.", "n"),
    ReviewVerb.FLAG: ngettext_lazy("%(count)s image flagged.", "%(count)s images flagged.", "n"),
    ReviewVerb.UNFLAG: ngettext_lazy("%(count)s flag withdrawn.", "%(count)s flags withdrawn.", "n"),
    ReviewVerb.RESOLVE: ngettext_lazy(
        "Flags of %(count)s image resolved.", "Flags of %(count)s images resolved.", "n"
    ),
}


def done_message(verb: ReviewVerb, count: int) -> str:
    """The message after an action on so many images."""
    return str(DONE[verb] % {"n": count, "count": intcomma(count)})


def announcement_text(done: str, following: Submission | None) -> str:
    """For screen readers: the message of the action, and which image is open now."""
    if following is None:
        return _("%(done)s The queue is empty.") % {"done": done}
    image = following.image
    return _("%(done)s Next: %(prompt)s, by %(author)s.") % {
        "done": done,
        "prompt": image.alt,
        "author": following.author,
    }
