"""A slot: the place of one image in its run, and the image once it is stored."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.media.file_names import image_file_name
from studio.generations.media.srcset import (
    FILMSTRIP_HEIGHT,
    row_sizes,
    srcset,
    stage_sizes,
)
from studio.generations.media.thumbnails import COPIES, THUMBNAIL
from studio.generations.models.owned import OwnedQuerySet
from studio.generations.models.search_vector import ScopedVector
from studio.generations.states import REVIEW_ICONS, ReviewState, SlotState
from studio.infra.text_search import vector
from studio.provider.sizes import Size

if TYPE_CHECKING:
    from studio.generations.models.generation import Generation


class ImageQuerySet(OwnedQuerySet["Image"]):
    """Queries of images."""

    def visible_to(self, user: User) -> Self:
        """What `user` may see; images hidden by an administrator are visible to administrators only."""
        visible = super().visible_to(user)
        return visible if user.is_administrator else visible.exclude(state=SlotState.HIDDEN)

    def stored(self) -> Self:
        return self.filter(state=SlotState.STORED)

    def mark_downloaded(self) -> None:
        """Records the first download of these images."""
        self.filter(downloaded_at=None).update(downloaded_at=Now())

    def hidden(self) -> Self:
        return self.filter(state=SlotState.HIDDEN)


_Manager = models.Manager.from_queryset(ImageQuerySet)


class ImageManager(_Manager["Image"]):
    """Images without the columns that are only used for searching: they are as long as their prompts."""

    def get_queryset(self) -> ImageQuerySet:
        return ImageQuerySet(self.model, using=self._db).defer(
            "text_vector", "search_vector", "generation__text_vector"
        )


class Image(models.Model):
    """One image of a run. The row exists from the click on, so that the layout is stable and every slot has a state."""

    # Tagging an image updates all its indexes, so there are few: `image_slot` serves this field too, and rare values
    # have partial indexes.
    generation = models.ForeignKey(
        "generations.Generation", on_delete=models.PROTECT, related_name="images", db_index=False
    )
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="images")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="images")
    index = models.PositiveSmallIntegerField(_("index"), help_text=_("The provider's image_index, from 0."))
    state = models.CharField(_("state"), max_length=12, choices=SlotState, default=SlotState.WAITING)
    updated = models.DateTimeField(_("updated"), db_default=Now())

    link = models.TextField(_("link"), blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    announced_size = models.CharField(_("announced size"), max_length=16, blank=True)
    error_code = models.CharField(_("error code"), max_length=128, blank=True)
    error_message = models.TextField(_("error message"), blank=True)

    fetch_after = models.DateTimeField(_("fetch after"), null=True, blank=True)
    fetch_attempts = models.PositiveSmallIntegerField(_("fetch attempts"), default=0)
    retry = models.ForeignKey(
        "generations.Generation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("retry"),
        help_text=_("The newest run that asked for this image again."),
    )
    fetch_error = models.CharField(_("fetch error"), max_length=200, blank=True)

    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    pixels = models.PositiveBigIntegerField(_("pixels"), default=0)
    file = models.CharField(_("file"), max_length=200, blank=True)
    thumbnail = models.CharField(_("thumbnail"), max_length=200, blank=True)
    bytes = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)

    shared_at = models.DateTimeField(
        _("shared"), null=True, blank=True, help_text=_("Empty for what was made in its team.")
    )
    shared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    # What the gallery searches and sorts by is stored on the image's own row, so that a page reads one index.
    day = models.DateField(_("day"), help_text=_("Of the click, in the studio's time zone."))
    text_vector = SearchVectorField(
        _("text vector"), editable=False, help_text=_("Of the prompt with positions, and of the tags.")
    )
    search_vector = models.GeneratedField(
        expression=ScopedVector("text_vector", "owner", "team"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    rating = models.FloatField(
        _("rating"), default=0, editable=False, help_text=_("The mean of its stars; 0 without any.")
    )
    ratings = models.PositiveIntegerField(_("ratings"), default=0, editable=False)
    trashed_at = models.DateTimeField(_("moved to the trash"), null=True, blank=True, editable=False)
    trashed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )

    # Hidden is a state, like trashed: every list, search and index of stored images excludes it automatically.
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    hidden_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    hidden_reason = models.CharField(
        _("why it is hidden"), max_length=500, blank=True, db_default="", editable=False
    )

    review = models.CharField(
        _("review"),
        max_length=18,
        choices=ReviewState,
        blank=True,
        db_default="",
        editable=False,
        help_text=_("Empty for what was never submitted. The package `review` writes it with its own row."),
    )

    downloaded_at = models.DateTimeField(
        _("downloaded"), null=True, blank=True, editable=False, help_text=_("For the first time, by anybody.")
    )

    days_left = 0
    """Set by the trash page: whole days until the files are deleted."""
    is_next = False
    """Set by `Generation.slots`: whether it is the first slot that a running call has no result for yet."""

    objects = ImageManager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["generation_id", "index"]
        indexes = [
            models.Index(fields=["owner", "-id"], name="image_owner", condition=Q(state="stored")),
            models.Index(fields=["team", "-id"], name="image_team", condition=Q(state="stored")),
            models.Index(
                fields=["team"], include=["bytes"], name="image_team_bytes", condition=Q(bytes__isnull=False)
            ),
            models.Index(
                fields=["team", "owner", "-id"], name="image_team_owner", condition=Q(state="stored")
            ),
            models.Index(fields=["owner", "day", "id"], name="image_owner_day", condition=Q(state="stored")),
            models.Index(fields=["team", "day", "id"], name="image_team_day", condition=Q(state="stored")),
            models.Index(
                fields=["owner", "-rating", "-id"],
                name="image_owner_rating",
                condition=Q(state="stored"),
            ),
            models.Index(
                fields=["team", "-rating", "-id"],
                name="image_team_rating",
                condition=Q(state="stored"),
            ),
            models.Index(fields=["trashed_at"], name="image_trashed", condition=Q(state="trashed")),
            models.Index(
                fields=["trashed_by"], name="image_trashed_by", condition=Q(trashed_by__isnull=False)
            ),
            models.Index(fields=["hidden_at", "id"], name="image_hidden", condition=Q(state="hidden")),
            models.Index(fields=["sha256"], name="image_hidden_copies", condition=Q(state="hidden")),
            models.Index(
                fields=["sha256"],
                name="image_sha256",
                opclasses=["varchar_pattern_ops"],
                condition=Q(state="stored"),
            ),
            models.Index(fields=["hidden_by"], name="image_hidden_by", condition=Q(hidden_by__isnull=False)),
            models.Index(
                fields=["team", "shared_at"], name="image_team_shared", condition=Q(shared_at__isnull=False)
            ),
            models.Index(fields=["shared_by"], name="image_shared_by", condition=Q(shared_by__isnull=False)),
            # Without a pending list (`fastupdate`), which every search would have to scan.
            GinIndex(
                fields=["search_vector"], name="image_search", condition=Q(state="stored"), fastupdate=False
            ),
            models.Index(fields=["team", "review", "-id"], name="image_team_review", condition=~Q(review="")),
            models.Index(fields=["-id"], name="image_lost", condition=Q(state="lost")),
            models.Index(fields=["fetch_after"], name="image_to_fetch", condition=Q(state="announced")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["generation", "index"], name="image_slot"),
            models.CheckConstraint(condition=Q(state__in=SlotState.values), name="image_state"),
            models.CheckConstraint(
                condition=~Q(state=SlotState.STORED)
                | (~Q(file="") & ~Q(sha256="") & Q(width__isnull=False, stored_at__isnull=False)),
                name="image_stored_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=SlotState.ANNOUNCED) | (~Q(link="") & Q(announced_at__isnull=False)),
                name="image_announced_has_link",
            ),
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False, team__isnull=False),
                name="image_shared_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="trashed", trashed_at__isnull=False, trashed_by__isnull=False)
                | ~Q(state="trashed") & Q(trashed_at=None, trashed_by=None),
                name="image_trashed_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="hidden", hidden_at__isnull=False, hidden_by__isnull=False)
                & ~Q(hidden_reason="")
                | ~Q(state="hidden") & Q(hidden_at=None, hidden_by=None, hidden_reason=""),
                name="image_hidden_paired",
            ),
            models.CheckConstraint(
                condition=Q(rating=0, ratings=0) | Q(rating__range=(1, 5), ratings__gt=0),
                name="image_rating_paired",
            ),
            models.CheckConstraint(condition=Q(review__in=["", *ReviewState.values]), name="image_review"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} ({self.generation_id}/{self.number})"

    def get_absolute_url(self) -> str:
        return reverse("image", args=[self.pk])

    @property
    def number(self) -> int:
        """The slot's number, counted from 1."""
        return self.index + 1

    @property
    def ar(self) -> float:
        """Width over height: of the image, or of the requested size while there is none."""
        return round(self.width / self.height, 4) if self.width and self.height else self.generation.ar

    @property
    def size(self) -> Size | None:
        return Size(width=self.width, height=self.height) if self.width and self.height else None

    @property
    def size_differs(self) -> bool:
        """Whether the image's size differs from the exact size requested, or from the one announced by the provider."""
        if self.size is None:
            return False
        asked = "" if self.generation.is_tier else self.generation.size
        return any(other and other != str(self.size) for other in (asked, self.announced_size))

    @property
    def review_icon(self) -> str:
        return REVIEW_ICONS[ReviewState(self.review)] if self.review else ""

    @property
    def thumb_url(self) -> str:
        return reverse("image_file", args=[self.pk, "thumbnail"])

    @property
    def small_url(self) -> str:
        return reverse("image_file", args=[self.pk, "small"])

    @property
    def preview_url(self) -> str:
        return reverse("image_file", args=[self.pk, "preview"])

    @property
    def srcset(self) -> str:
        """The `srcset` of its files."""
        return srcset(self.size, self.thumb_url.removesuffix("thumbnail")) if self.size else ""

    @property
    def filmstrip_sizes(self) -> str:
        """Its width beside another image of its run."""
        return row_sizes(self.ar, FILMSTRIP_HEIGHT)

    @property
    def stage_sizes(self) -> str:
        """Its width on its own page before the layout is known."""
        return stage_sizes(self.ar)

    @property
    def original_url(self) -> str:
        return reverse("image_file", args=[self.pk, "original"])

    @property
    def download_url(self) -> str:
        return reverse("image_file", args=[self.pk, "download"])

    def copy(self, side: int) -> str:
        """The file name of a copy of another size than the thumbnail, which is made on first view."""
        return str(PurePosixPath(self.thumbnail).with_suffix(f".{side}.webp"))

    @property
    def files(self) -> list[str]:
        """The names of all files that may be stored for it."""
        copies = [self.copy(side) for side in COPIES.values() if side != THUMBNAIL]
        return [self.file, self.thumbnail, *copies]

    @property
    def download_name(self) -> str:
        return image_file_name(self.day, self.generation.prompt, self.number)

    @property
    def alt(self) -> str:
        """The alternative text: the beginning of the prompt."""
        prompt = self.generation.prompt
        return prompt if len(prompt) <= 120 else f"{prompt[:119]}…"

    @property
    def retried_image(self) -> "Image | None":
        """The image that its retry generated."""
        retried = self.retry.slots if self.retry else []
        return next((image for image in retried if image.state == SlotState.STORED), None)

    @property
    def is_stuck(self) -> bool:
        """Announced, and its download has failed at least once."""
        return self.state == SlotState.ANNOUNCED and bool(self.fetch_error)


def new_slot(run: "Generation", index: int, **facts: Any) -> Image:
    """An unsaved slot of the run, with all fields that a gallery searches by."""
    place = {
        "owner_id": run.owner_id,
        "team_id": run.team_id,
        "day": run.day,
        "text_vector": vector(run.prompt),
    }
    return Image(generation=run, index=index, **place, **facts)
