"""Comments on images."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User
from studio.generations.models import Image

LONGEST = 2_000  # characters


class CommentQuerySet(models.QuerySet["Comment"]):
    """Queries of comments."""

    def visible_to(self, user: User) -> Self:
        """Comments that are not deleted, on images that `user` may see."""
        return self.filter(image__in=Image.objects.visible_to(user).stored(), deleted_at=None)


class Comment(models.Model):
    """A comment on an image, visible to everybody who may see the image, also after it is unshared.

    Its row stays when it is deleted, without the text: the page can show that a lead removed it.
    """

    # An image's row stays for its costs even when its file is deleted, so comments are never deleted implicitly.
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), blank=True)
    submission = models.UUIDField(_("submission"), editable=False)
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    highlighted: SafeString
    """Set by `comments.thread`: the text as HTML with mentions marked."""

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["image", "id"], name="comment_image")]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission"], name="comment_once"),
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_by=None) & ~Q(text="")
                | Q(deleted_at__isnull=False, deleted_by__isnull=False, text=""),
                name="comment_deleted_is_empty",
            ),
            models.CheckConstraint(condition=LessThanOrEqual(Length("text"), LONGEST), name="comment_length"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} · {self.image_id}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.pk])

    @property
    def by_a_lead(self) -> bool:
        """Whether somebody other than its author removed it."""
        return self.deleted_by_id not in (None, self.author_id)
