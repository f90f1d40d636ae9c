"""What people say about images, and how they find them again."""

from studio.gallery.models.comment import LONGEST, Comment
from studio.gallery.models.favourite import Favourite
from studio.gallery.models.rating import Rating
from studio.gallery.models.tag import ImageTag, Tag

__all__ = ["LONGEST", "Comment", "Favourite", "ImageTag", "Rating", "Tag"]
