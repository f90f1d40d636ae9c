"""An action on thousands of images, executed by a background job in batches."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User


class BulkState(models.TextChoices):
    """The state of a bulk action."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Working")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


UNFINISHED = (BulkState.WAITING, BulkState.WORKING)


class BulkVerb(models.TextChoices):
    """What is done to the images."""

    TAG = "tag", _("Tag")
    UNTAG = "untag", _("Remove tags")
    FAVOURITE = "favourite", _("Favourite")
    UNFAVOURITE = "unfavourite", _("Remove from favourites")
    RATE = "rate", _("Rate")
    TRASH = "trash", _("Move to trash")
    RESTORE = "restore", _("Restore")
    SHARE = "share", _("Share")
    UNSHARE = "take_back", _("Unshare")
    COLLECT = "collect", _("Collect")
    TAKE_OUT = "take_out", _("Remove from collection")


class BulkAction(models.Model):
    """One click of one person. `images` are those they saw; permissions are checked again for each batch."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bulk_actions")
    verb = models.CharField(max_length=12, choices=BulkVerb)
    arguments = models.JSONField(default=dict, blank=True)
    """`tags` (names), `stars`, `team` or `collection` (id; if it was deleted, its `name` and `team` too); of an
    undo, `by_tag`: name to ids as spans."""
    images = ArrayField(models.BigIntegerField(), blank=True)
    total = models.PositiveIntegerField()
    """The number of `images`."""
    done = models.PositiveIntegerField(default=0)
    """How many of `images`, from the first, have been handled."""
    changed = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict, blank=True)
    """Name of the tag, or the positions in a collection, or "", to the ids that changed, as spans: for an undo."""
    refused = models.JSONField(default=dict, blank=True)
    """How many by reason, in the owner's language."""
    state = models.CharField(max_length=8, choices=BulkState, default=BulkState.WAITING)
    key = models.CharField(max_length=64, blank=True)
    """Equal for repeated clicks on the same form; empty for a click that cannot be repeated."""
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )
    job = models.BigIntegerField(null=True, blank=True)
    """Procrastinate's job."""
    back = models.CharField(max_length=4000, blank=True)
    """The page of the click."""
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="bulk_action_once", condition=~Q(key="")),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working"], finished=None)
                | Q(state__in=["done", "failed"], finished__isnull=False),
                name="bulk_action_finished",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="bulk_action_unfinished", condition=Q(state__in=["waiting", "working"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.done}/{self.total}"

    @property
    def is_running(self) -> bool:
        return self.state in UNFINISHED
