"""Adding comments to images, and deleting them."""

import uuid

from django.db import transaction
from django.db.models.functions import Now

from studio.accounts import notifications
from studio.accounts.locking import reload_user
from studio.accounts.models import NotificationKind, User
from studio.accounts.permissions import denial_reason_comment, denial_reason_delete_comment, require
from studio.accounts.users import deletion
from studio.gallery.comments import mentions
from studio.gallery.models import Comment
from studio.generations.models import Image
from studio.infra import pubsub


def thread(image: Image, teammates: list[User]) -> list[Comment]:
    """An image's comments, oldest first; of the deleted ones only those that a lead deleted are shown."""
    comments = Comment.objects.filter(image=image).select_related("author").order_by("id")
    shown = [comment for comment in comments if not comment.deleted_at or comment.by_a_lead]
    for comment in shown:
        comment.highlighted = mentions.highlight(comment.text, teammates)
        comment.image = image
    return shown


@transaction.atomic
def add(image: Image, *, text: str, submission: uuid.UUID, by: User) -> Comment:
    """Adds a comment and notifies the mentioned people; the same submission makes one comment. Raises Forbidden."""
    image = _lock(image.pk)
    require(denial_reason_comment(reload_user(by), image))
    again = Comment.objects.filter(author=by, submission=submission).first()
    if again:
        return again
    comment = Comment.objects.create(image=image, author=by, text=text, submission=submission)
    named = {person for found in mentions.find(text, mentions.teammates(image)) for person in found.people}
    for person in sorted(named, key=lambda one: one.pk):
        notifications.notify(
            person, kind=NotificationKind.MENTION, object_id=comment.pk, actor=by, team=image.team, text=text
        )
    here = Comment.objects.filter(image=image)
    # The author of a reply has read the other comments.
    notifications.mark_read(by, kind=NotificationKind.MENTION, object_ids=here.values_list("pk", flat=True))
    _changed(image)
    return comment


@transaction.atomic
def remove(comment: Comment, *, by: User) -> None:
    """Deletes the text and its notifications; raises Forbidden."""
    image = _lock(comment.image_id)
    comment = Comment.objects.get(pk=comment.pk)
    comment.image = image
    require(denial_reason_delete_comment(reload_user(by), comment))
    Comment.objects.filter(pk=comment.pk, deleted_at=None).update(text="", deleted_at=Now(), deleted_by=by)
    notifications.delete_notifications(NotificationKind.MENTION, comment.pk)
    _changed(image)


def _lock(pk: int) -> Image:
    """The current image, locked until the transaction ends: it is neither shared nor unshared meanwhile."""
    return Image.objects.select_for_update(of=("self",)).select_related("team").get(pk=pk)


def _changed(image: Image) -> None:
    """Notifies the open pages that show it."""
    Image.objects.filter(pk=image.pk).update(updated=Now())
    pubsub.publish(run=image.generation_id, owner=image.owner_id, team=image.team_id)


def connect_signals() -> None:
    """Registers which mentions somebody may see, and what is deleted with an account."""
    notifications.register_visibility(NotificationKind.MENTION, Comment.objects.visible_to)
    deletion.account_deleted.connect(_forget_private, dispatch_uid="comments")


def _forget_private(person: User, **_: object) -> None:
    Comment.objects.filter(image__owner=person, image__team=None).delete()
