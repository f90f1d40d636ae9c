"""What the section of comments shows."""

import uuid
from typing import Any

from studio.accounts.models import User
from studio.gallery.comments import comments, mentions
from studio.gallery.comments.forms import CommentForm
from studio.gallery.models import LONGEST
from studio.generations.models import Image


def discussion(image: Image, viewer: User, form: CommentForm | None = None) -> dict[str, Any]:
    """What is said, the form with what was typed, and whom the viewer can mention."""
    people = mentions.teammates(image)
    said = comments.thread(image, people)
    return {
        "image": image,
        "comments": said,
        "comment_count": sum(not comment.deleted_at for comment in said),
        "comment_form": form or CommentForm(),
        "submission": uuid.uuid4(),
        "longest": LONGEST,
        "people": [(one, handle) for one, handle in mentions.handles(people) if one != viewer],
    }
