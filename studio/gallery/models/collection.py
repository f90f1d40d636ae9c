"""Collections: images grouped manually, in a manual order."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.models import Image

LONGEST = 60  # characters


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Queries of collections."""

    def of(self, team: Team | None, *, user: User) -> Self:
        """The collections of a team's gallery; without a team those of the user's own gallery."""
        return self.filter(team=team) if team else self.filter(team=None, owner=user)

    def visible_to(self, user: User) -> Self:
        """The user's own, and those of the teams whose galleries they may open."""
        return self.filter(Q(owner=user) | Q(team__in=Team.objects.visible_to(user)))


class Collection(models.Model):
    """One collection of one gallery: a team's, or one person's own."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="collections"
    )
    owner = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="collections"
    )
    name = models.CharField(_("name"), max_length=LONGEST)
    images = models.ManyToManyField(Image, through="CollectionImage", related_name="collections")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None, owner__isnull=False) | Q(team__isnull=False, owner=None),
                name="collection_one_gallery",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CollectionImage(models.Model):
    """An image's position in a collection. Positions have gaps, so that moving an image updates one row."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE)
    image = models.ForeignKey(Image, on_delete=models.PROTECT)
    position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "image"], name="collection_image_once"),
        ]
        indexes = [
            models.Index(fields=["collection", "position", "image"], name="collection_order"),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} in {self.collection_id}"
