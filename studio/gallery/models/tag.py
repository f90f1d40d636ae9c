"""Tags of images. A tag belongs to one gallery: a team's, or one person's own."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.models import Image

LONGEST = 40  # characters


class TagQuerySet(models.QuerySet["Tag"]):
    """Queries of tags."""

    def of(self, team: Team | None, *, user: User) -> Self:
        """The tags of a team's gallery; without a team those of the user's own gallery."""
        return self.filter(team=team) if team else self.filter(team=None, owner=user)


class Tag(models.Model):
    """One tag of one gallery. `key` is its normalised name (`key_of`)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="tags")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="tags")
    name = models.CharField(_("name"), max_length=LONGEST)
    key = models.CharField(max_length=LONGEST * 2, editable=False)
    images = models.ManyToManyField(Image, through="ImageTag", related_name="tags")

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["team", "key"], condition=Q(owner=None), name="tag_of_team"),
            models.UniqueConstraint(fields=["owner", "key"], condition=Q(team=None), name="tag_of_person"),
            models.CheckConstraint(
                condition=Q(team=None, owner__isnull=False) | Q(team__isnull=False, owner=None),
                name="tag_one_gallery",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The gallery's images with this tag."""
        place: dict[str, str | int] = {"team": self.team.slug} if self.team else {}
        return f"{reverse('gallery')}?{urlencode({**place, 'tag': self.pk})}"


class ImageTag(models.Model):
    """A tag on an image. The image's `text_vector` also contains the tag (`of_tag`): both are updated together."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    image = models.ForeignKey(Image, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "image"], name="image_tag_once")]

    def __str__(self) -> str:
        return f"#{self.tag_id} {self.image_id}"
