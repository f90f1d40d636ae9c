"""The context of the comments section."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_comment
from studio.gallery.comments import comments, mentions
from studio.gallery.comments.forms import CommentForm
from studio.gallery.models import LONGEST
from studio.generations.models import Image


def discussion(image: Image, viewer: User, form: CommentForm | None = None) -> dict[str, Any]:
    """The comments, the form with its typed text, and the people whom the viewer can mention."""
    people = mentions.teammates(image)
    shown = comments.thread(image, people)
    return {
        "image": image,
        "comments": shown,
        "comment_count": sum(not comment.deleted_at for comment in shown),
        "comment_form": form or CommentForm(),
        "submission": uuid.uuid4(),
        "longest": LONGEST,
        "comment_hint": _hint(image, viewer, people),
        "people": [(one, handle) for one, handle in mentions.handles(people) if one != viewer],
    }


def _hint(image: Image, viewer: User, people: list[User]) -> str:
    """The line below the form: why the viewer cannot comment, or who reads it and how to mention somebody."""
    if reason := denial_reason_comment(viewer, image):
        return reason
    if any(one != viewer for one in people):
        return _("Type @ to mention a team member.")
    return "" if image.team_id else _("Only you can see comments while the image is private.")
