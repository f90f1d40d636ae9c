"""Favourite images."""

from django.db import models
from django.db.models.functions import Now

from studio.accounts.models import User
from studio.generations.models import Image


class Favourite(models.Model):
    """One image as one person's favourite; visible only to that person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="favourites")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="favourites")
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "image"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} ♥ {self.image_id}"
