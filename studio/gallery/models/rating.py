"""Ratings of images."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from studio.accounts.models import User
from studio.generations.models import Image


class Rating(models.Model):
    """One person's one to five stars; the image's own row has the mean and the number of ratings."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ratings")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="stars")
    stars = models.PositiveSmallIntegerField()
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "image"], name="rating_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="rating_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ★{self.stars} {self.image_id}"
